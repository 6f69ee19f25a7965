/**
 * How fast events may go: the rate that was asked for or that the vendor is known to allow, a vendor's own "not so fast",
 * and a circuit that leaves a vendor in trouble alone.
 */
import type { Clock } from '../../host/clock.ts'

/** After so many calls in a row that are to be tried again, the vendor counts as in trouble. */
export const mostFailures = 5

/** Then nothing is sent for so long, doubled each time that a single try fails too, in ms. */
export const firstPauseMs = 30_000
const longestPauseMs = 10 * 60_000

/** What a 429 without Retry-After asks for, in ms. */
const plainWaitMs = 60_000

export interface Pace {
  /** Resolves when the next call may start. */
  turn(): Promise<void>
  /** @param requests - how many a call made: the rate counts requests */
  ended(requests: number, isRetried: boolean): void
  /** @param retryAfter - the header of a 429 or a 503, in seconds or as a date */
  slowDown(retryAfter: string | null): void
  /** Until when nothing is sent, and why; undefined while calls may go. */
  pause(): { until: number; reason: string } | undefined
}

/** @param perSecond - requests a second; no limit when left out */
export function createPace(clock: Clock, perSecond = Infinity): Pace {
  let next = clock.now()
  let pause: { until: number; reason: string } | undefined
  let failures = 0
  let pauseMs = firstPauseMs
  let probing = false
  /** Until when the vendor wants to be left alone. */
  let asked = 0
  const sleep = (ms: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms))
  return {
    async turn() {
      for (;;) {
        const now = clock.now()
        const until = Math.max(next, pause?.until ?? 0)
        if (until > now) {
          await sleep(until - now)
          continue
        }
        pause = undefined
        if (failures >= mostFailures) {
          // One call at a time finds out whether the vendor is back.
          if (probing) {
            await sleep(1_000)
            continue
          }
          probing = true
        }
        next = now + 1_000 / perSecond
        return
      }
    },
    ended(requests, isRetried) {
      if (requests > 1) next += ((requests - 1) * 1_000) / perSecond
      const wasProbing = probing
      probing = false
      if (!isRetried) {
        failures = 0
        pauseMs = firstPauseMs
        return
      }
      failures += 1
      // A vendor that says when to come back knows best.
      if (failures < mostFailures || asked > clock.now()) return
      if (wasProbing) pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      pause = {
        until: Math.max(clock.now() + pauseMs, pause?.until ?? 0),
        reason: `${failures} calls in a row failed at the vendor`
      }
    },
    slowDown(retryAfter) {
      const until = clock.now() + askedWait(retryAfter, clock.now())
      asked = Math.max(asked, until)
      if (until > (pause?.until ?? 0)) pause = { until, reason: 'the vendor asks to wait' }
    },
    pause: () => pause
  }
}

/** @returns how long a Retry-After asks to wait, in ms */
export function askedWait(retryAfter: string | null, now: number): number {
  if (retryAfter === null) return plainWaitMs
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - now
  return Number.isNaN(ms) ? plainWaitMs : Math.max(0, ms)
}
