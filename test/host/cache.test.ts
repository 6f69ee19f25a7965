import { describe, expect, it } from '@jest/globals'
import { createCache } from '../../scripts/host/cache.ts'
import { createProcess } from '../../scripts/host/process.ts'
import { VirtualClock } from '../../scripts/host/virtual-clock.ts'

function setUp() {
  const clock = new VirtualClock(0)
  const warnings: string[] = []
  const { cache, empty } = createCache(clock, (message) => warnings.push(message))
  let loads = 0
  const load = (key: string, ttl?: number) => cache.load(key, ttl, () => Promise.resolve(++loads))
  return { cache, clock, empty, load, warnings }
}

describe('cache.load', () => {
  it('gives the stored value until its ttl in milliseconds has passed', async () => {
    const { clock, load } = setUp()
    expect([await load('a', 60_000), await load('b', 60_000), await load('a', 60_000)]).toEqual([1, 2, 1])
    await clock.advance(59_999)
    expect(await load('a', 60_000)).toBe(1)
    await clock.advance(1)
    expect(await load('a', 60_000)).toBe(3)
  })

  it.each([undefined, -1])('keeps a value for good when the ttl is %s', async (ttl) => {
    const { clock, load } = setUp()
    await load('a', ttl)
    await clock.advance(365 * 24 * 3_600_000)
    expect(await load('a', ttl)).toBe(1)
  })

  it('warns of a ttl that looks like seconds', async () => {
    const { load, warnings } = setUp()
    await load('a', 10_000)
    await load('b', -1)
    await load('token', 3_600)
    expect(warnings).toEqual(['cache.load("token") has a ttl of 3600 ms: ttl is in milliseconds'])
  })

  it('does not coalesce concurrent loads of a key', async () => {
    const { load } = setUp()
    expect(await Promise.all([load('a'), load('a')])).toEqual([1, 2])
  })

  it('keeps neither a failure nor undefined, but null', async () => {
    const { cache } = setUp()
    await expect(cache.load('a', -1, () => Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError)
    expect(await cache.load('a', -1, () => undefined)).toBe(undefined)
    expect(await cache.load('a', -1, () => null)).toBe(null)
    expect(await cache.load('a', -1, () => 'never asked')).toBe(null)
  })

  it('does not copy values', async () => {
    const { cache } = setUp()
    const value = {}
    expect([await cache.load('a', -1, () => value), await cache.load('a', -1, () => ({}))]).toEqual([
      value,
      value
    ])
    expect(await cache.load('a', -1, () => ({}))).toBe(value)
  })

  it('refuses to load with anything but a function', async () => {
    const { cache } = setUp()
    await expect(cache.load('a', -1, 'value' as never)).rejects.toThrow(TypeError)
  })
})

it('cache.delete and an emptied cache forget', async () => {
  const { cache, empty, load } = setUp()
  await load('a')
  cache.delete('a')
  expect(await load('a')).toBe(2)
  empty()
  expect(await load('a')).toBe(3)
})

it('a cache belongs to one process and lives as long as it', async () => {
  const code = `let n = 0; async function onTrack() { console.log(await cache.load('k', -1, () => ++n)) }`
  const process = createProcess({ code })
  const logs = async (of = process) => (await of.invoke({ type: 'track' }, {})).logs
  expect([await logs(), await logs(), await logs(createProcess({ code }))]).toEqual([['1'], ['1'], ['1']])
  process.emptyCache()
  expect(await logs()).toEqual(['2'])
})
