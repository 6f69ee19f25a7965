import { describe, expect, it } from '@jest/globals'
import { VirtualClock } from '../../scripts/host/virtual-clock.ts'

describe('a virtual clock', () => {
  it('fires timers in order of time, then of setting, and settles promises in between', async () => {
    const clock = new VirtualClock(1_000)
    const seen: string[] = []
    const at = (name: string, ms: number) =>
      clock.setTimeout(() => {
        seen.push(`${name} ${clock.now()}`)
        void Promise.resolve()
          .then(() => undefined)
          .then(() => seen.push(`after ${name}`))
      }, ms)
    at('late', 3_600_000)
    at('first', 10)
    at('second', 10)
    await clock.advance(20)
    expect([seen, clock.now()]).toEqual([['first 1010', 'after first', 'second 1010', 'after second'], 1_020])
    await clock.runUntilIdle()
    expect([seen.slice(4), clock.now()]).toEqual([['late 3601000', 'after late'], 3_601_000])
  })

  it('fires timers that were set on the way, and none that were cleared', async () => {
    const clock = new VirtualClock(0)
    const seen: number[] = []
    const cleared = clock.setTimeout(() => seen.push(-1), 15)
    clock.setTimeout(() => {
      clock.clearTimeout(cleared)
      clock.setTimeout(() => seen.push(clock.now()), 20)
    }, 10)
    await clock.runUntilIdle()
    expect(seen).toEqual([30])
  })

  it('stops before a time', async () => {
    const clock = new VirtualClock(0)
    const every = (ms: number): unknown => clock.setTimeout(() => every(ms), ms)
    every(100)
    await clock.runUntilIdle(1_050)
    expect(clock.now()).toBe(1_000)
  })
})
