/**
 * The time in which an event of the past happens: both forms of a function see the same, so a body with the time in it is
 * no difference, and nothing waits: where a function could only go on when time passes, it passes at once.
 */
import { TimerQueue, type Clock } from '../host/clock.ts'
import { defaultLimitMs } from '../host/process.ts'

/**
 * A function may also wait for work, such as zlib's, which takes real time, in ms: little where a timer of its own shows that
 * it waits for time, longer where only the host's limit would end it.
 */
const workMs = 25
const longWorkMs = 1_000

export class EventClock implements Clock {
  #now = 0
  #timers = new TimerQueue()
  #isWatched = false
  /** When the host ends the call. */
  #limit = 0
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
    this.#limit = time + defaultLimitMs
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
    const waitsForTime = (this.#timers.nextDue ?? Infinity) < this.#limit
    setTimeout(
      () => {
        if (call === this.#open) this.#skip()
        setImmediate(() => this.#look())
      },
      waitsForTime ? workMs : longWorkMs
    )
  }

  /** Makes it now the time of the next timer, and fires it. */
  #skip(): void {
    this.#now = Math.max(this.#now, this.#timers.nextDue ?? 0)
    this.#timers.take()?.()
  }
}
