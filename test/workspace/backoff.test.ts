import { describe, expect, it } from '@jest/globals'
import { waitBeforeRetry } from '../../scripts/workspace/backoff.ts'

const now = Date.parse('2026-01-02T15:04:05.000Z')
const highest = () => 1
const wait = (headers: Record<string, string>, errors: { data?: { msBeforeNext?: number } }[] = []) =>
  waitBeforeRetry(0, { headers: new Headers(headers), errors }, highest, now)

describe('waitBeforeRetry', () => {
  it('doubles the range of the random wait up to 8 s', () => {
    const ranges = [0, 1, 2, 3, 4, 5, 6].map((retry) => waitBeforeRetry(retry, undefined, highest, now))
    expect(ranges).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000])
    expect(waitBeforeRetry(6, undefined, () => 0.25, now)).toBe(2_000)
    expect(waitBeforeRetry(6, undefined, () => 0, now)).toBe(0)
  })

  it.each([
    ['Retry-After in seconds', { 'retry-after': '3' }, 3_000],
    ['Retry-After of no time', { 'retry-after': '0' }, 0],
    ['Retry-After as a date', { 'retry-after': 'Fri, 02 Jan 2026 15:04:15 GMT' }, 10_000],
    ['X-RateLimit-Reset in seconds to go', { 'x-ratelimit-reset': '12' }, 12_000],
    ['X-RateLimit-Reset in seconds since 1970', { 'x-ratelimit-reset': String(now / 1_000 + 7) }, 7_000],
    ['X-RateLimit-Reset in milliseconds since 1970', { 'x-ratelimit-reset': String(now + 9) }, 9],
    ['X-RateLimit-Reset as a date', { 'x-ratelimit-reset': '2026-01-02T15:04:06.000Z' }, 1_000],
    ['a reset that is over', { 'x-ratelimit-reset': '2026-01-02T15:04:01.000Z' }, 0],
    ['a reset while requests are left', { 'x-ratelimit-reset': '60', 'x-ratelimit-remaining': '5' }, 500],
    ['nonsense', { 'retry-after': 'soon', 'x-ratelimit-reset': 'later' }, 500]
  ])('honours %s', (_, headers: Record<string, string>, expected) => {
    expect(wait(headers)).toBe(expected)
  })

  it("honours the msBeforeNext of a 429's body, Retry-After first", () => {
    const errors = [{ data: { msBeforeNext: 57_647 } }]
    expect(wait({}, errors)).toBe(57_647)
    expect(wait({ 'retry-after': '1' }, errors)).toBe(1_000)
  })
})
