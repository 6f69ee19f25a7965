/**
 * The clock of a worker: real time, except that it can jump to the next timer. A vendor that never answers would
 * otherwise make every fixture of it wait for the function's own request limit.
 */
import { TimerQueue } from './clock.ts'
import type { Clock } from './clock.ts'

export class SkippingClock implements Clock {
  #skipped = 0
  #timers = new TimerQueue()
  #alarm: NodeJS.Timeout | undefined

  now(): number {
    return Date.now() + this.#skipped
  }

  setTimeout(callback: () => void, ms: number): unknown {
    const handle = this.#timers.add(this.now() + ms, callback)
    this.#setAlarm()
    return handle
  }

  clearTimeout(handle: unknown): void {
    this.#timers.remove(handle)
    this.#setAlarm()
  }

  /** Makes it now the time of the next timer, and fires it. */
  skipToNext(): void {
    const due = this.#timers.nextDue
    if (due === undefined) return
    this.#skipped += Math.max(0, due - this.now())
    this.#fire()
  }

  #fire(): void {
    const callback = this.#timers.take()
    this.#setAlarm()
    callback?.()
  }

  #setAlarm(): void {
    clearTimeout(this.#alarm)
    const due = this.#timers.nextDue
    if (due === undefined) return
    this.#alarm = setTimeout(() => {
      // Node's timers may fire a millisecond early by the clock of Date.now().
      if (due > this.now()) this.#setAlarm()
      else this.#fire()
    }, due - this.now())
  }
}
