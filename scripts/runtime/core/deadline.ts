/**
 * The time one invocation has for all its requests together.
 *
 * Segment stops a function after 5 s and counts that as a timeout (Segment: Functions, Limits). Ending earlier, with a
 * RetryError that says why, leaves room for the loading of a process's first event.
 */
const invocationBudgetMs = 4_500

/**
 * With less than this no request is started: the vendor may well accept it, but its answer comes too late, and the event
 * would arrive twice.
 */
const leastUsefulMs = 500

export class Deadline {
  /** Of the call that began last, for code that knows no call. */
  static latest: Deadline | undefined

  private readonly end: number

  /** @param ms - from now on; a request may have less than its invocation */
  constructor(ms = invocationBudgetMs) {
    this.end = Date.now() + ms
  }

  /** Milliseconds left, never below 0. */
  left(): number {
    return Math.max(0, this.end - Date.now())
  }

  /** Whether a request started now could still end in time. */
  allowsRequest(): boolean {
    return this.left() >= leastUsefulMs
  }
}
