/** How far a long run over past events is, as one line that a terminal overwrites. */

export interface Progress {
  events: number
  /** Read so far, and in all; 0 when nobody knows, as with standard input. */
  bytes: number
  totalBytes: number
}

/**
 * @param now - ms since any moment
 * @returns what writes the state of a run: events, events a second, and the time left
 */
export function progressLine(now: () => number): (progress: Progress) => string {
  const started = now()
  return ({ events, bytes, totalBytes }) => {
    const seconds = Math.max(0.001, (now() - started) / 1_000)
    const rate = Math.round(events / seconds)
    const left = totalBytes > 0 && bytes > 0 ? (seconds * (totalBytes - bytes)) / bytes : undefined
    const end = left === undefined ? '' : `, ${Math.ceil(left)} s left`
    return `\r\u001b[K${events.toLocaleString('en')} events, ${rate.toLocaleString('en')} a second${end}`
  }
}
