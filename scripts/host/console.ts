/** The `console` of a function: what it writes is kept for the report, formatted as Node formats it. */
import { Console } from 'node:console'
import { Writable } from 'node:stream'

/** Of the logs of an invocation, Segment's editor shows this much. */
export const shownLogBytes = 4096

/** @param write - called with the text of each call */
export function createConsole(write: (text: string) => void): Console {
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      write(chunk.replace(/\n$/, ''))
      done()
    }
  })
  return new Console({ stdout: stream, stderr: stream, colorMode: false })
}

/** What one call logs: a loop may log without end, so no more is kept than is shown. */
export class KeptLogs {
  readonly texts: string[] = []
  /** Of all that was logged, a line each, kept or not. */
  bytes = 0
  #calls = 0

  /** @returns what of the text is kept, undefined for nothing */
  add(text: string): string | undefined {
    const separator = this.#calls++ > 0 ? 1 : 0
    const left = shownLogBytes - this.bytes - separator
    const size = Buffer.byteLength(text)
    this.bytes += size + separator
    if (left < 0 || (left === 0 && size > 0)) return undefined
    const kept = size <= left ? text : cutBytes(text, left)
    this.texts.push(kept)
    return kept
  }
}

/** Not in the middle of a character. */
const cutBytes = (text: string, bytes: number): string =>
  Buffer.from(text.slice(0, bytes))
    .subarray(0, bytes)
    .toString()
    .replace(/\uFFFD+$/, '')
