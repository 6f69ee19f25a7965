/**
 * Time as a function sees it. Everything in the host that waits does so on a clock that is passed in, so that a fixture
 * whose vendor never answers, or a simulated day of retries, costs no real time.
 */

export interface Clock {
  /** Milliseconds since 1970, what `Date.now()` gives inside the function. */
  now(): number
  /** @returns what `clearTimeout` takes */
  setTimeout(callback: () => void, ms: number): unknown
  clearTimeout(handle: unknown): void
}

/** One turn of the event loop: every promise that can settle has settled, and finished I/O was delivered. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Timers in the order in which they fire: by due time, and among equals by the order they were set in. */
export class TimerQueue {
  #timers = new Set<{ due: number; callback: () => void }>()

  add(due: number, callback: () => void): object {
    const timer = { due, callback }
    this.#timers.add(timer)
    return timer
  }

  /** Forgets a timer; one that fired already, or a stranger, is no mistake, as with Node's clearTimeout. */
  remove(handle: unknown): void {
    this.#timers.delete(handle as never)
  }

  /** When the earliest timer fires, undefined when none is set. */
  get nextDue(): number | undefined {
    return this.#earliest()?.due
  }

  /** Takes the earliest timer out and returns its callback. */
  take(): (() => void) | undefined {
    const timer = this.#earliest()
    if (timer) this.#timers.delete(timer)
    return timer?.callback
  }

  #earliest() {
    let earliest: { due: number; callback: () => void } | undefined
    // A Set keeps the order of insertion, so "less than" leaves equals in the order they were set in.
    for (const timer of this.#timers) if (!earliest || timer.due < earliest.due) earliest = timer
    return earliest
  }
}

/** Time as it is. */
export const realClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout)
}
