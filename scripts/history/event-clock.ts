/**
 * The time in which an event of the past happens: both forms of a function see the same, so a body with the time in it is
 * no difference, and nothing waits: where a function could only go on when time passes, it passes at once.
 */
import { TimerQueue, type Clock } from '../host/clock.ts'

/** What a function waits for that is no time, such as zlib's work, is done by then, in real ms. */
const workMs = 25

export class EventClock implements Clock {
  #now = 0
  #timers = new TimerQueue()
  #isWatched = false
  /** Which call is under way. */
  #open: object | undefined

  now(): number {
    return this.#now
  }

  setTimeout(callback: () => void, ms: number): unknown {
    return this.#timers.add(this.#now + ms, callback)
  }

  clearTimeout(handle: unknown): void {
    this.#timers.remove(handle)
  }

  /**
   * @param time - when the event happens, in ms since 1970
   * @param work - a call of the function; nearly all end without a turn of the event loop, and cost nothing here
   */
  async at<Result>(time: number, work: () => Promise<Result>): Promise<Result> {
    this.#now = time
    this.#open = work
    if (!this.#isWatched) {
      this.#isWatched = true
      // Fires when the thread has nothing else to do.
      setImmediate(() => this.#look())
    }
    try {
      return await work()
    } finally {
      this.#open = undefined
    }
  }

  #look(): void {
    const call = this.#open
    this.#isWatched = call !== undefined
    if (!call) return
    setTimeout(() => {
      if (call === this.#open) this.#skip()
      setImmediate(() => this.#look())
    }, workMs)
  }

  /** Makes it now the time of the next timer, and fires it. */
  #skip(): void {
    this.#now = Math.max(this.#now, this.#timers.nextDue ?? 0)
    this.#timers.take()?.()
  }
}
