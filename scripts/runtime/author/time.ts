/**
 * Times come from many systems: as ISO 8601, as JavaScript prints dates, and as seconds or milliseconds.
 */

/** Below it a number is seconds (until the year 5138), from it on milliseconds (since 1973). */
const firstMilliseconds = 1e11
const number = /^-?\d+(\.\d+)?$/
const dateTimeWithoutZone = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(:\d\d(\.\d+)?)?)$/
// `Date` alone reads a date in nearly any text ("plan 5" is May 2001), and some of them in the zone of the computer.
const readable = /^\d{4}-\d\d|GMT/

/**
 * @param text - a time as an event writes it; `2020-07-08T00:00:00`, without a zone, is UTC
 * @returns unix milliseconds, and undefined when it cannot be read
 */
export function readTime(text: string | undefined): number | undefined {
  // What lies beyond the range of `Date` is no time.
  const time = new Date(milliseconds(text?.trim() ?? '')).getTime()
  return Number.isNaN(time) ? undefined : time
}

function milliseconds(text: string): number {
  if (number.test(text))
    return Math.abs(Number(text)) < firstMilliseconds ? Number(text) * 1000 : Number(text)
  if (!readable.test(text)) return NaN
  return Date.parse(text.replace(dateTimeWithoutZone, '$1T$2Z'))
}
