/** The rules of the pace, at times that are passed in: in seconds here. */
import { describe, expect, it } from '@jest/globals'
import {
  endTurn,
  freshPace,
  slowDown,
  takeTurn,
  type PaceState
} from '../../scripts/history/backfill/pace-rules.ts'

const interval = 100

/** @returns how many seconds a call would have to wait, and the state if it need not */
function turnAt(state: PaceState, seconds: number) {
  const turn = takeTurn(state, seconds * 1_000, interval)
  return { state: turn.state, wait: turn.waitMs / 1_000 }
}

const waitAt = (state: PaceState, seconds: number): number => turnAt(state, seconds).wait

/** A call of one request that starts and ends at once. */
function callAt(state: PaceState, seconds: number, isRetried: boolean, requests = 1): PaceState {
  const turn = turnAt(state, seconds)
  expect(turn.wait).toBe(0)
  return endTurn(turn.state, seconds * 1_000, interval, { requests, isRetried })
}

/** Five calls in a row that failed, the last at second 4. */
const inTrouble = [0, 1, 2, 3, 4].reduce((state, seconds) => callAt(state, seconds, true), freshPace)

describe('the rate', () => {
  it('lets a call go after what the requests before it took', () => {
    expect(waitAt(callAt(freshPace, 0, false), 0)).toBe(0.1)
    expect(waitAt(callAt(freshPace, 0, false, 3), 0)).toBe(0.3)
    expect(waitAt(callAt(freshPace, 0, false, 0), 0)).toBe(0)
  })

  it('is none where there is no limit', () => {
    const { state, waitMs } = takeTurn(freshPace, 1_000, 0)
    expect([state, waitMs]).toEqual([freshPace, 0])
    expect(endTurn(state, 1_000, 0, { requests: 3, isRetried: false })).toEqual(freshPace)
  })
})

describe('a vendor in trouble', () => {
  it('is left alone for 30 s after five calls in a row that failed', () => {
    expect(inTrouble).toMatchObject({ until: 34_000, reason: '5 calls in a row failed at the vendor' })
    expect([waitAt(inTrouble, 5), waitAt(inTrouble, 34)]).toEqual([29, 0])
  })

  it('is not, when a call in between succeeded', () => {
    const state = callAt(callAt(freshPace, 0, true), 1, false)
    expect([2, 3, 4, 5].reduce((state, seconds) => callAt(state, seconds, true), state).until).toBe(0)
  })

  it('is asked by one call whether it is back, and left alone twice as long each time that it is not, up to 10 minutes', () => {
    let state = inTrouble
    const pauses = []
    for (let tries = 0; tries < 7; tries++) {
      const seconds = state.until / 1_000
      const { state: probing } = turnAt(state, seconds)
      expect(waitAt(probing, seconds + 1)).toBeGreaterThan(0)
      state = endTurn(probing, (seconds + 1) * 1_000, interval, { requests: 1, isRetried: true })
      pauses.push(state.until / 1_000 - seconds - 1)
    }
    expect(pauses).toEqual([60, 120, 240, 480, 600, 600, 600])
  })

  it('gets all calls again when it is back', () => {
    const state = callAt(inTrouble, 34, false)
    expect(state).toMatchObject({ failures: 0, pauseMs: 30_000 })
    expect(waitAt(state, 34.1)).toBe(0)
  })

  it('is not left alone longer for calls that were under way when it got into trouble', () => {
    const later = endTurn(inTrouble, 4_500, interval, { requests: 1, isRetried: true })
    expect(later).toMatchObject({ until: 34_500, pauseMs: 30_000 })
  })

  it('is asked by another call when the machine of the one that asks dies', () => {
    const { state } = turnAt(inTrouble, 34)
    expect([waitAt(state, 35), waitAt(state, 44)]).toEqual([9, 0])
  })
})

describe('a vendor that asks to wait', () => {
  it.each([
    ['5', 6],
    ['Thu, 01 Jan 1970 00:00:31 GMT', 31],
    [null, 61],
    ['soon', 61]
  ])('with %j gets nothing until second %d, and no circuit opens', (retryAfter, until) => {
    let state = slowDown(freshPace, 1_000, retryAfter)
    for (let calls = 0; calls < 10; calls++)
      state = endTurn(state, 1_000, interval, { requests: 0, isRetried: true })
    expect(state).toMatchObject({ until: until * 1_000, reason: 'the vendor asks to wait' })
  })
})
