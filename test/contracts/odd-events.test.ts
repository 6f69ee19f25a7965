/**
 * Whatever an event holds, no function ends in a bug: the events of the fixtures, with values replaced by odd ones, go
 * through the compiled functions with every preset switched on.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { compileFunction, resolveFunction } from '../../scripts/compile/index.ts'
import {
  createHost,
  type ExpectedRequest,
  type Host,
  type RecordedRequest
} from '../../scripts/host/index.ts'
import { readFixture, type Fixture } from '../../scripts/replay/fixture.ts'
import { ourFunctions } from '../our-functions.ts'
import { openContract, type ContractFile } from './contract.ts'

const root = process.cwd()
const fixtures = join(root, 'fixtures')
/** Segment's limit; the few larger events of the fixtures would take the time of all others. */
const greatestEvent = 32 * 1024
const runs = 400
/** Destinations that leave out or refuse what their vendor would not take; the others pass such values on unchanged. */
const keepsContract = ['dub']

const oddTexts = [
  '',
  ' ',
  'NaN',
  '-1',
  '1e400',
  '$.userId',
  '__proto__',
  '..',
  'ä\u2028🎉',
  '\ud83c',
  'x'.repeat(300)
]
const oddText = fc.constantFrom(...oddTexts)
const oddValue = fc.oneof(
  oddText,
  oddText.map((text) => ({ [text]: [text, { [text]: text }] })),
  fc.constantFrom<unknown>(null, true, false, 0, -1, 0.1, 1e308, [], {}, [null], [[1]], [{}, {}])
)
const change = fc.record({ place: fc.nat(), value: oddValue })
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

type Path = [string, ...string[]]

function pathsOf(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]): Path[] => [
    [key],
    ...pathsOf(inner).map((path): Path => [key, ...path])
  ])
}

function put(value: unknown, [key, ...rest]: Path, odd: unknown): object {
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>
  copy[key] = rest.length === 0 ? odd : put(copy[key], rest as Path, odd)
  return copy
}

function changed(event: object, { place, value }: Change): object {
  // Segment passes over an event whose type it does not know.
  const paths = pathsOf(event).filter(([key]) => key !== 'type')
  return paths.length === 0 ? event : put(event, paths[place % paths.length]!, value)
}

/** As a fixture would write it. */
function expected({ method, url, headers, body }: RecordedRequest): ExpectedRequest {
  return { method, url, headers, ...(body !== undefined && { text: body }) }
}

describe.each(Object.keys(ourFunctions))('%s', (name) => {
  const contract = JSON.parse(readFileSync(`test/contracts/${name}.schema.json`, 'utf8')) as ContractFile
  const check = openContract(contract)
  let host: Host
  let samples: Fixture[]

  beforeAll(async () => {
    const everyPreset = { ...ourFunctions[name]! }
    delete everyPreset.presets
    const resolved = await resolveFunction(root, name, everyPreset)
    host = await createHost({ code: (await compileFunction(root, resolved)).code })
    const files = readdirSync(join(fixtures, name)).map((file) => join(fixtures, name, file))
    const all = await Promise.all(files.map((file) => readFixture({ root, fixtures }, file)))
    samples = all.filter(({ events }) => JSON.stringify(events[0]).length < greatestEvent)
  })
  afterAll(() => host.close())

  const cases = fc
    .record({ sample: fc.nat(), changes: fc.array(change, { minLength: 1, maxLength: 3 }) })
    .map(({ sample, changes }) => {
      const { events, settings } = samples[sample % samples.length]!
      return { event: changes.reduce<object>(changed, events[0]!), settings }
    })

  it('delivers odd events, or says what is wrong with them', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ event, settings }) => {
        const { error, requests } = await host.invoke(event, settings, { kind: 'ok' })
        expect([undefined, 'ValidationError', 'EventNotSupported']).toContain(error?.name)
        if (keepsContract.includes(name))
          expect(requests.flatMap((request) => check(expected(request), 'all'))).toEqual([])
      }),
      { seed: 1, numRuns: runs }
    )
  }, 120_000)
})
