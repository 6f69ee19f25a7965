/**
 * One event, one fate: whatever an event holds and whatever an author's code throws, the events beside it are delivered,
 * once each, and the call itself ends well. Through the compiled function in the host, one by one and in batches of 20.
 */
import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import nodeFetch from 'node-fetch'
import { compileFunction, resolveFunction } from '../../scripts/compile/index.ts'
import { createProcess } from '../../scripts/host/process.ts'
import type { ProcessInvocation } from '../../scripts/host/process.ts'
import { throws } from './hostile/throws.ts'

/** `npm run prove -- --runs 5000` tries more. */
const runs = Math.ceil(Number(process.env.DELIVER_RUNS ?? 400) / 10)
const seed = Number(process.env.DELIVER_SEED ?? 20260105)

const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))

const throwing = {
  get inside() {
    throw new Error('not to be read')
  }
}

const cycle: Record<string, unknown> = {}
cycle.again = cycle

/** What JSON can bring, and what only a fault of the platform could: the runtime stands both. */
const hostileValue = fc.oneof(
  fc.constantFrom<unknown>(
    { toString: null, valueOf: null },
    { toString: 'text', valueOf: {} },
    { length: 1e9 },
    { then: 'not a promise' },
    JSON.parse('{"__proto__": {"type": "track", "polluted": true}, "constructor": {"prototype": 1}}'),
    deep(20_000),
    { inside: deep(20_000) },
    'x'.repeat(300_000),
    '\ud800',
    '__proto__',
    'constructor',
    NaN,
    -0,
    1e308,
    true,
    null,
    [],
    [[]],
    {},
    throwing,
    cycle,
    Object.create(null),
    Symbol('s'),
    1n,
    () => undefined,
    new Date(NaN),
    new Proxy({}, { get: () => throwing.inside, ownKeys: () => throwing.inside as never })
  ),
  fc.jsonValue()
)

const places = [
  'type',
  'event',
  'name',
  'userId',
  'anonymousId',
  'messageId',
  'timestamp',
  'traits',
  'properties',
  'context',
  'context.page',
  'context.page.title',
  'context.personas',
  'context.personas.computation_class',
  'context.personas.computation_key',
  'context.personas.audience_settings',
  'integrations',
  'properties.revenue',
  'properties.total',
  'properties.kind',
  'properties.throws',
  'properties.__proto__'
]

interface Harm {
  place: string
  value: unknown
}

const harm: fc.Arbitrary<Harm> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ place: fc.constantFrom(...places), value: hostileValue }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...Object.keys(throws)).map((value) => ({ place: 'properties.throws', value }))
  }
)

interface Entry {
  id: string
  event: unknown
  isGood: boolean
}

function eventOf(id: string, harms: Harm[]): unknown {
  const event = {
    type: 'track',
    event: 'Seen',
    userId: 'u-1',
    messageId: id,
    properties: { revenue: 5, kind: 'x' },
    context: { page: { title: 'Home' }, personas: { computation_class: 'audience', computation_key: 'key' } }
  }
  for (const { place, value } of harms) {
    const keys = place.split('.')
    const last = keys.pop()!
    let holder = event as unknown as Record<string, unknown>
    for (const key of keys) {
      const next = holder[key]
      if (typeof next !== 'object' || next === null) return event
      holder = next as Record<string, unknown>
    }
    try {
      Object.defineProperty(holder, last, { value, enumerable: true, configurable: true, writable: true })
    } catch {
      // Something hostile stands there already, which takes no more.
    }
  }
  return event
}

const batch = fc
  .array(fc.array(harm, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 })
  .chain((hostile) =>
    fc
      .shuffledSubarray([...Array(20).keys()], { minLength: hostile.length, maxLength: hostile.length })
      .map((indexes): Entry[] =>
        Array.from({ length: 20 }, (_, index) => {
          const harms = hostile[indexes.indexOf(index)]
          return { id: `m-${index}`, event: eventOf(`m-${index}`, harms ?? []), isGood: !harms }
        })
      )
  )

let code: string

beforeAll(async () => {
  const config = { destination: 'test/deliver/hostile', displayName: 'Hostile', batch: true } as const
  const resolved = await resolveFunction(process.cwd(), 'hostile', config)
  code = (await compileFunction(process.cwd(), resolved)).code
})

/** A process whose vendor takes everything and notes whose ids it saw, by address. */
function started(): { invoke(input: unknown): Promise<ProcessInvocation>; seen: string[] } {
  const seen: string[] = []
  const { invoke } = createProcess({
    code,
    // The events are handed over as they are: some of them cannot be copied.
    takesCopies: true,
    fetch: (input, init) => {
      const { body } = init as { body: string }
      for (const id of JSON.parse(body) as string[]) seen.push(`${String(input)} ${id}`)
      return Promise.resolve(new nodeFetch.Response('{}'))
    }
  })
  return { invoke: (input) => invoke(input, { apiKey: 'fake_key' }), seen }
}

const timesSeen = (seen: string[], id: string, way: string): number =>
  seen.filter((each) => each === `https://api.example.test/${way} ${id}`).length

describe('whatever stands beside it, a good event is delivered once', () => {
  it(
    'in a batch of 20',
    async () => {
      await fc.assert(
        fc.asyncProperty(batch, async (entries) => {
          const { invoke, seen } = started()
          const result = await invoke(entries.map(({ event }) => event))
          expect(result.error).toBeUndefined()
          expect(result.statuses).toHaveLength(20)
          entries.forEach(({ id, isGood }, index) => {
            if (!isGood) return
            expect([id, result.statuses![index]]).toEqual([id, { status: 200 }])
            expect([timesSeen(seen, id, 'one'), timesSeen(seen, id, 'many')]).toEqual([1, 1])
          })
        }),
        { numRuns: runs, seed }
      )
    },
    10_000 + runs * 500
  )

  it(
    'one by one, in one process',
    async () => {
      await fc.assert(
        fc.asyncProperty(batch, async (entries) => {
          const { invoke, seen } = started()
          for (const { id, event, isGood } of entries) {
            const { outcome, error } = await invoke(event)
            if (!isGood) continue
            expect([id, outcome, error]).toEqual([id, 'delivered', undefined])
            expect(timesSeen(seen, id, 'one')).toBe(2)
          }
        }),
        { numRuns: runs, seed }
      )
    },
    10_000 + runs * 500
  )
})

it.each(Object.keys(throws))('thrown: %s; it ends the event, with words that can be read', async (name) => {
  const { invoke } = started()
  const event = eventOf('m-1', [{ place: 'properties.throws', value: name }])
  const { outcome, error } = await invoke(event)
  expect(outcome).not.toBe('delivered')
  expect(error?.message).toMatch(/^Hostile, One: .+\.$/s)
  const { statuses } = await invoke([event, eventOf('m-2', [])])
  expect(statuses!.map(({ status }) => status)).toEqual([expect.any(Number), 200])
  expect(statuses![0]!.status).toBeGreaterThanOrEqual(400)
})
