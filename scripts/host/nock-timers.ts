/**
 * nock puts off its answer by 0 ms, and its body once more. To Node's timers that is a millisecond each, in which a thread
 * does nothing: most of the time that a replayed request took. The next turn of the event loop is as late as it has to be.
 */
import { createRequire } from 'node:module'

interface NockTimers {
  setTimeout(callback: () => void, ms: number): unknown
  setImmediate(callback: () => void): unknown
}

const timers = createRequire(import.meta.url)('nock/lib/common.js') as NockTimers
const { setTimeout, setImmediate } = timers

/** From now on; what has a delay keeps it. */
export function answerAtOnce(): void {
  timers.setTimeout = (callback, ms) => (ms > 0 ? setTimeout(callback, ms) : setImmediate(callback))
}
