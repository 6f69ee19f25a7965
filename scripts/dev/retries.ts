/** Events that a function wants to have again, and when: by the policy that `deliver` simulates Segment with. */
import { retryPolicy, waitBefore } from '../deliver/policy.ts'

/** When an event comes back to a function. */
export interface Retry {
  /** From 1. */
  number: number
  /** ISO 8601. */
  at: string
}

export class Retries {
  readonly #timers = new Map<string, { timer: NodeJS.Timeout; run: () => void }>()
  readonly #now: () => number
  readonly #random: () => number

  constructor(now: () => number, random: () => number = Math.random) {
    this.#now = now
    this.#random = random
  }

  /**
   * @param key - of the event and the function
   * @param number - of the retry, from 1
   * @returns undefined when Segment has tried often enough
   */
  plan(key: string, number: number, run: () => void): Retry | undefined {
    if (number > retryPolicy.retries) return undefined
    const waitMs = waitBefore(number, this.#random)
    const timer = setTimeout(() => this.runNow(key), waitMs)
    timer.unref()
    this.#timers.set(key, { timer, run })
    return { number, at: new Date(this.#now() + waitMs).toISOString() }
  }

  /** @returns whether there was one to run */
  runNow(key: string): boolean {
    const planned = this.#timers.get(key)
    if (!planned) return false
    clearTimeout(planned.timer)
    this.#timers.delete(key)
    planned.run()
    return true
  }

  clear(): void {
    for (const { timer } of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }
}
