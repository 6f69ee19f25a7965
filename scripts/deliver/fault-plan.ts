/** What can go wrong in a simulation, as data; plan.schema.json says the same of plans in files. */

/** Every member may be left out; without any, all goes well. Times count from the first event. */
export interface FaultPlan {
  $schema?: string
  description?: string
  /** The time over which the events arrive, evenly. 60 when left out. */
  spreadMinutes?: number
  /** The shortest and the longest time the vendor takes to answer. 80 to 300 ms when left out. */
  latencyMs?: [number, number]
  /**
   * How often a request meets a fault, from 0 to 1, by the fault's name: a status such as `"429"`, `"timeout"` (no answer
   * ever comes) or `"reset"` (the connection breaks). The last two meet half of their requests after the vendor accepted.
   */
  rates?: Record<string, number>
  /** While nobody listens at the vendor. */
  outages?: { fromMinute: number; toMinute: number }[]
  /** More requests in one minute are answered 429. */
  rateLimitPerMinute?: number
  /** From then on every request is answered 401. */
  keyExpiresAtMinute?: number
  /** Processes that work at the same time. 1 when left out. */
  processes?: number
  /** After so many events a process ends, and a new one knows nothing of what it delivered. */
  restartEveryEvents?: number
  /** How often a process has ended before its next call, from 0 to 1. */
  restartRate?: number
  /** How often the cache of a process is empty before its next call, from 0 to 1. */
  evictionRate?: number
  /**
   * How often a delivered event is sent once more on purpose, from 0 to 1: within four hours, as somebody would who missed
   * it at the vendor. It counts as an event of its own.
   */
  replayRate?: number
  /** How often an event bears the messageId of the one before it, which says something else; from 0 to 1. */
  sharedIdRate?: number
}
