/**
 * Small rules about text and objects that several vendors share.
 */

/**
 * Cuts a text to a length without splitting a surrogate pair.
 *
 * @param text - any text
 * @param length - the greatest length, in UTF-16 units as JavaScript counts them
 * @returns the first `length` units, one less where the cut would leave half a character
 */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  const splitsPair = last >= 0xd800 && last <= 0xdbff
  return text.slice(0, splitsPair ? length - 1 : length)
}

/**
 * Splits a full name: the first word, and the rest. Runs of white space count as one blank; a single word is a first
 * name only.
 */
export function splitName(name: string | undefined): { first?: string; last?: string } {
  const [first, ...rest] = (name ?? '').trim().split(/\s+/)
  return { ...(first && { first }), ...(rest.length > 0 && { last: rest.join(' ') }) }
}

/** An object in JSON's sense: neither null nor a list. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object without the members that are undefined, and undefined when nothing is left: for optional request parts. */
export function compact<T extends Record<string, unknown>>(object: T): Partial<T> | undefined {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined)
  return entries.length > 0 ? (Object.fromEntries(entries) as Partial<T>) : undefined
}
