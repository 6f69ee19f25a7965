/**
 * How long to wait before a request is sent again. Segment says it in one of three ways (Public API, Rate Limits; the
 * `msBeforeNext` of a 429's body is an observed one); without any of them the wait is random.
 */
import type { ApiErrorItem } from './types.ts'

/** The first try is not counted. */
export const maxRetries = 7
const firstWaitMs = 500
const longestRandomWaitMs = 8_000
/** A server that asks for more than this is not waited for. */
export const longestWaitMs = 120_000

export interface Answer {
  headers: Headers
  errors: ApiErrorItem[]
}

/**
 * @param retry - 0 before the first repetition
 * @param answer - what the server said; undefined when it could not be reached
 * @param random - a number from 0 up to 1, as `Math.random` gives
 * @param now - milliseconds since 1970
 * @returns milliseconds
 */
export function waitBeforeRetry(
  retry: number,
  answer: Answer | undefined,
  random: () => number,
  now: number
): number {
  const asked = answer && (retryAfter(answer, now) ?? msBeforeNext(answer) ?? rateLimitReset(answer, now))
  // Full jitter: clients that were refused together do not come back together.
  return asked ?? Math.round(random() * Math.min(longestRandomWaitMs, firstWaitMs * 2 ** retry))
}

function retryAfter({ headers }: Answer, now: number): number | undefined {
  const value = headers.get('retry-after')
  if (value === null) return undefined
  return secondsToMs(value) ?? until(Date.parse(value), now)
}

function msBeforeNext({ errors }: Answer): number | undefined {
  const ms = errors.find((error) => typeof error.data?.msBeforeNext === 'number')?.data?.msBeforeNext
  return ms === undefined ? undefined : Math.max(0, ms)
}

/** Segment does not document the unit: small numbers are taken as seconds to go, large ones as points in time. */
function rateLimitReset({ headers }: Answer, now: number): number | undefined {
  const value = headers.get('x-ratelimit-reset')
  // Every reply may carry the header; it says when to come back only once nothing is left.
  if (value === null || Number(headers.get('x-ratelimit-remaining') ?? 0) > 0) return undefined
  const number = Number(value)
  if (Number.isNaN(number)) return until(Date.parse(value), now)
  if (number > 1e12) return until(number, now)
  if (number > 1e9) return until(number * 1_000, now)
  return secondsToMs(value)
}

function secondsToMs(text: string): number | undefined {
  return /^\d+(\.\d+)?$/.test(text) ? Math.ceil(Number(text) * 1_000) : undefined
}

const until = (time: number, now: number): number | undefined =>
  Number.isNaN(time) ? undefined : Math.max(0, time - now)
