/** When the calls of a backfill may start: one after the other asks for its turn, by the rules of `pace-rules.ts`. */
import type { Clock } from '../../host/clock.ts'
import { endTurn, freshPace, slowDown, takeTurn, type PaceState } from './pace-rules.ts'

export interface Pace {
  /** Resolves when the next call may start, or the signal comes; called again only then. */
  turn(signal?: AbortSignal): Promise<void>
  /** @param requests - how many a call made: the rate counts requests, and a call without any costs nothing */
  ended(requests: number, isRetried: boolean): Promise<void>
  /** @param retryAfter - the header of a 429 or a 503, in seconds or as a date */
  slowDown(retryAfter: string | null): Promise<void>
  /** Until when nothing is sent, and why; undefined while calls may go. */
  pause(): Pause | undefined
}

export interface Pause {
  /** In ms since 1970. */
  until: number
  reason: string
}

/** Where the state is kept. */
export interface PaceKeeper {
  /** @param change - of the state, at a time in ms since 1970; called again when another machine was faster */
  change(change: (state: PaceState, now: number) => PaceState): Promise<PaceState>
  /** After so many ms another machine may have changed it. */
  longestLookMs: number
}

/** @param perSecond - requests a second; no limit when left out */
export function createPace(clock: Clock, perSecond = Infinity, keeper: PaceKeeper = inMemory(clock)): Pace {
  const interval = 1_000 / perSecond
  let known = freshPace
  let wake = (): void => undefined
  const change = async (by: (state: PaceState, now: number) => PaceState): Promise<void> => {
    known = await keeper.change(by)
    wake()
  }
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = clock.setTimeout(resolve, ms)
      wake = () => {
        clock.clearTimeout(timer)
        resolve()
      }
    })
  return {
    async turn(signal) {
      const stop = (): void => wake()
      signal?.addEventListener('abort', stop)
      while (!signal?.aborted) {
        let waitMs = 0
        known = await keeper.change((before, now) => {
          const turn = takeTurn(before, now, interval)
          waitMs = turn.waitMs
          return turn.state
        })
        if (waitMs === 0) break
        await sleep(Math.min(waitMs, keeper.longestLookMs))
      }
      signal?.removeEventListener('abort', stop)
    },
    ended: (requests, isRetried) =>
      change((state, now) => endTurn(state, now, interval, { requests, isRetried })),
    slowDown: (retryAfter) => change((state, now) => slowDown(state, now, retryAfter)),
    pause: () => (known.until > clock.now() ? { until: known.until, reason: known.reason } : undefined)
  }
}

function inMemory(clock: Clock): PaceKeeper {
  let state = freshPace
  return {
    change: (by) => Promise.resolve((state = by(state, clock.now()))),
    longestLookMs: Infinity
  }
}
