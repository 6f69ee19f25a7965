/**
 * A clock that never waits: time moves only when it is told to. Drives retries over hours, or a fleet of processes, in
 * milliseconds of real time.
 */
import { TimerQueue, turn } from './clock.ts'
import type { Clock } from './clock.ts'

export class VirtualClock implements Clock {
  #now: number
  #timers = new TimerQueue()

  /** @param now - what the clock shows at first, in ms since 1970 */
  constructor(now: number) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  setTimeout(callback: () => void, ms: number): unknown {
    return this.#timers.add(this.#now + Math.max(0, ms), callback)
  }

  clearTimeout(handle: unknown): void {
    this.#timers.remove(handle)
  }

  /** Moves time forward by `ms`; timers due on the way fire at their time, and what they set off runs before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await this.runUntilIdle(end)
    this.#now = end
  }

  /**
   * Fires timers until none is left, or none is due before `end` (ms since 1970). Time stays at the last timer that
   * fired. Without `end`, an interval that nobody clears keeps this from ever returning.
   */
  async runUntilIdle(end = Infinity): Promise<void> {
    await turn()
    for (let due = this.#timers.nextDue; due !== undefined && due <= end; due = this.#timers.nextDue) {
      this.#now = due
      this.#timers.take()?.()
      await turn()
    }
  }
}
