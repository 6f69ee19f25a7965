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
