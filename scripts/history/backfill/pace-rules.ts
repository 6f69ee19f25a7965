/**
 * The rules by which a vendor is left in peace, as functions of a state and the time: the rate that was asked for or that
 * the vendor is known to allow, its own "not so fast", and a circuit that leaves a vendor in trouble alone. One machine
 * keeps the state in memory (`pace.ts`), several share it in Redis (`queue/pace.ts`).
 */

/** After so many calls in a row that are to be tried again, the vendor counts as in trouble. */
const mostFailures = 5

/** Then nothing is sent for so long, doubled each time that a single try fails too, in ms. */
const firstPauseMs = 30_000
const longestPauseMs = 10 * 60_000

/** What a 429 without Retry-After asks for, in ms. */
const plainWaitMs = 60_000

/** How long others wait for the one call that finds out whether the vendor is back: its machine may die meanwhile. */
const longestProbeMs = 10_000

/** Times in ms since 1970. */
export interface PaceState {
  /** When the rate allows the next call. */
  next: number
  /** Until when nothing is sent, and why. */
  until: number
  reason: string
  /** Until when the vendor itself wants to be left alone. */
  asked: number
  /** Calls in a row that failed at the vendor. */
  failures: number
  /** How long the next pause of the circuit is. */
  pauseMs: number
}

export const freshPace: PaceState = {
  next: 0,
  until: 0,
  reason: '',
  asked: 0,
  failures: 0,
  pauseMs: firstPauseMs
}

/**
 * A call wants to start.
 *
 * @param interval - ms from one request to the next; 0 without a limit
 * @returns how long it has to wait before it asks again; 0 when it may go, which the state then knows
 */
export function takeTurn(
  state: PaceState,
  now: number,
  interval: number
): { state: PaceState; waitMs: number } {
  const until = Math.max(state.next, state.until)
  if (until > now) return { state, waitMs: until - now }
  // After a pause one call at a time finds out whether the vendor is back.
  if (isProbing(state)) return { state: { ...state, next: now + longestProbeMs }, waitMs: 0 }
  return { state: interval === 0 ? state : { ...state, next: now + interval }, waitMs: 0 }
}

/**
 * A call ended.
 *
 * @param requests - how many it made: its turn was one, more take more time, and none gives it back
 * @param isRetried - whether an event of it is to be tried again
 */
export function endTurn(
  state: PaceState,
  now: number,
  interval: number,
  { requests, isRetried }: { requests: number; isRetried: boolean }
): PaceState {
  const isInTrouble = isProbing(state)
  const next = isInTrouble ? now + requests * interval : state.next + (requests - 1) * interval
  const ended = interval === 0 && !isInTrouble ? state : { ...state, next }
  if (!isRetried) return state.failures === 0 ? ended : { ...ended, failures: 0, pauseMs: firstPauseMs }
  const failures = state.failures + 1
  // A vendor that says when to come back knows best.
  if (failures < mostFailures || state.asked > now) return { ...ended, failures }
  // What was under way when the circuit opened is no try of its own.
  const pauseMs =
    isInTrouble && state.until <= now ? Math.min(state.pauseMs * 2, longestPauseMs) : state.pauseMs
  return {
    ...ended,
    failures,
    pauseMs,
    until: Math.max(now + pauseMs, state.until),
    reason: `${failures} calls in a row failed at the vendor`
  }
}

/** The vendor asks to wait. @param retryAfter - the header of a 429 or a 503, in seconds or as a date */
export function slowDown(state: PaceState, now: number, retryAfter: string | null): PaceState {
  const until = now + askedWait(retryAfter, now)
  const asked = Math.max(state.asked, until)
  return until > state.until
    ? { ...state, asked, until, reason: 'the vendor asks to wait' }
    : { ...state, asked }
}

const isProbing = ({ failures }: PaceState): boolean => failures >= mostFailures

function askedWait(retryAfter: string | null, now: number): number {
  if (retryAfter === null) return plainWaitMs
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - now
  return Number.isNaN(ms) ? plainWaitMs : Math.max(0, ms)
}
