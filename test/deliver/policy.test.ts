import { describe, expect, it } from '@jest/globals'
import { Agenda } from '../../scripts/deliver/agenda.ts'
import { createBatchFormer } from '../../scripts/deliver/batch-former.ts'
import { retryPolicy, waitBefore } from '../../scripts/deliver/policy.ts'
import { createRandom } from '../../scripts/deliver/random.ts'
import { VirtualClock } from '../../scripts/host/virtual-clock.ts'

describe('the wait before a retry', () => {
  const retries = Array.from({ length: retryPolicy.retries }, (_, index) => index + 1)

  it('doubles, between half and all of 28 s at first', () => {
    expect(retries.map((retry) => waitBefore(retry, () => 0))).toEqual(
      retries.map((retry) => 14_000 * 2 ** (retry - 1))
    )
    expect(waitBefore(1, () => 0.5)).toBe(21_000)
    expect(waitBefore(3, () => 1)).toBe(112_000)
  })

  it('is such that all of them stay just under four hours', () => {
    const longest = retries.reduce((sum, retry) => sum + waitBefore(retry, () => 1), 0)
    expect(longest).toBeLessThan(retryPolicy.windowMs)
    expect(longest).toBeGreaterThan(retryPolicy.windowMs * 0.99)
  })
})

describe('chance', () => {
  it('repeats itself with the same seed, and is another with another', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, createRandom(seed))
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7)).not.toEqual(draw(8))
  })

  it('is even', () => {
    const random = createRandom(1)
    const mean = Array.from({ length: 10_000 }, random).reduce((sum, number) => sum + number, 0) / 10_000
    expect(mean).toBeCloseTo(0.5, 1)
  })
})

it('an agenda acts in the order of time, and among equals in the order of planning', async () => {
  const clock = new VirtualClock(0)
  const agenda = new Agenda(clock)
  const random = createRandom(3)
  const acted: [number, number][] = []
  for (let index = 0; index < 500; index++) {
    const time = Math.floor(random() * 50)
    agenda.at(time, () => {
      acted.push([clock.now(), index])
      if (index % 10 === 0) agenda.after(5, () => acted.push([clock.now(), 1_000 + index]))
    })
  }
  await clock.runUntilIdle()
  expect(acted).toHaveLength(550)
  expect(acted).toEqual([...acted].sort(([a, i], [b, j]) => a - b || i - j))
})

it('a batch leaves when it is full, or ten seconds after its first event', async () => {
  const clock = new VirtualClock(0)
  const agenda = new Agenda(clock)
  const batches: [number, number[]][] = []
  const add = createBatchFormer<number>(agenda, (batch) => batches.push([clock.now(), batch]), 3)
  for (const time of [0, 1, 2, 5_000, 9_000, 40_000]) agenda.at(time, () => add(time))
  await clock.runUntilIdle()
  expect(batches).toEqual([
    [2, [0, 1, 2]],
    [15_000, [5_000, 9_000]],
    [50_000, [40_000]]
  ])
})
