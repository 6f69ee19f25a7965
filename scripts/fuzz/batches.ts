/**
 * Groups of random events through the compiled `onBatch` and through actions-core: what each `performBatch` and `perform` is
 * given, and what becomes of each event.
 */
import path from 'node:path'
import fc from 'fast-check'
import { formCompiler, resolveFunction } from '../compile/index.ts'
import { createProcess } from '../host/process.ts'
import { runReference, type ReferenceRun } from '../replay/reference.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { difference } from './difference.ts'
import type { Found } from './found.ts'

const folders = ['scripts/fuzz/batch-destination', 'scripts/fuzz/batch-destination/audience']

/** So many events a group has at most. */
const largest = 8

/** The folder that has them: this package's own. */
const root = path.resolve(import.meta.dirname, '../..')

/** @param runs - events, in groups of up to eight */
export async function fuzzBatches(
  runs: number,
  seed: number,
  onProgress?: (done: number) => void
): Promise<Found> {
  let compared = 0
  for (const [index, folder] of folders.entries()) {
    const compare = await comparison(folder)
    let what: string | undefined
    const wanted = Math.ceil((runs * (index + 1)) / folders.length)
    for (let part = 0; compared < wanted; part++) {
      const details = await fc.check(
        fc.asyncProperty(groups, async (events) => {
          what = await compare(events)
          compared += events.length
          onProgress?.(compared)
          return what === undefined
        }),
        { seed: seed + part, numRuns: Math.ceil((wanted - compared) / largest) }
      )
      if (!details.failed) continue
      const [events] = details.counterexample ?? []
      const found = { what: what ?? String(details.errorInstance), smallestCase: JSON.stringify(events) }
      return { compared, refused: 0, reasons: {}, difference: found }
    }
  }
  return { compared, refused: 0, reasons: {} }
}

/** @returns compares one group, and gives the difference in words */
async function comparison(folder: string): Promise<(events: SegmentEvent[]) => Promise<string | undefined>> {
  const config = { destination: folder, displayName: 'Batches', batch: { concurrency: 1 } }
  const fn = await resolveFunction(root, 'batches', config)
  const { code, handlers } = await formCompiler(root)(fn)
  const shown: unknown[] = []
  const process = createProcess({
    code,
    isQuick: true,
    fetch: (_, init) => {
      shown.push(JSON.parse((init as { body: string }).body))
      return Promise.resolve(nothing())
    }
  })
  let group = 0
  return async (given) => {
    group += 1
    // An event that was to come back is remembered by its messageId.
    const events = given.map((event) =>
      event.messageId === '' ? event : { ...event, messageId: `${event.messageId as string} of ${group}` }
    )
    shown.length = 0
    const { outcomes } = await process.invoke(events, {})
    const fixture = { batch: true, events, settings: {}, exchanges: [], network: { kind: 'ok' } as const }
    const reference = await runReference(fn, handlers, fixture, () => Promise.resolve())
    const seen = reference.requests.map(({ body }) => JSON.parse(body!) as unknown)
    return difference(
      { outcomes, shown: sorted(shown) },
      { outcomes: expected(events, outcomes, reference.outcomes), shown: sorted(seen) }
    )
  }
}

type Outcomes = ReferenceRun['outcomes']

/** The row `failed-batch` of replay/differences.ts. */
const expected = (events: SegmentEvent[], compiled: Outcomes, reference: Outcomes): Outcomes =>
  events.some(({ properties }) => (properties as { answer?: string }).answer === 'throws')
    ? reference?.map((outcome, index) =>
        outcome === 'retried' && compiled?.[index] === 'discarded' ? 'discarded' : outcome
      )
    : reference

/** Of several presets, each in its own order. */
const sorted = (shown: unknown[]): unknown[] => {
  const actionOf = (one: unknown): string => (one as { action: string }).action.split(',')[0]!
  return [...shown].sort((one, other) => actionOf(one).localeCompare(actionOf(other)))
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 })

const odd: fc.Arbitrary<unknown> = fc.constantFrom(null, 0, 1, true, '', ' ', {}, [], ['a'], {
  toString: null
})

const properties = fc.record({
  id: fc.oneof({ weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c') }, { weight: 1, arbitrary: odd }),
  answer: maybe(fc.constantFrom('refused', 'busy', 'throws', 'data', 'short')),
  list: maybe(fc.oneof(fc.constantFrom('x', 'y'), odd)),
  mode: maybe(fc.constantFrom('x', null)),
  size: maybe(fc.constantFrom(1, 2, 3, 0, '2', 1.5, null)),
  batching: maybe(fc.constantFrom(true, false, 'false', null)),
  vip: maybe(fc.constantFrom(true, false, 'yes'))
})

const personas = fc.record({
  computation_class: fc.constantFrom('audience', 'journey_step', 'other'),
  computation_key: fc.constantFrom('vip', 'other', ''),
  computation_id: maybe(fc.constantFrom('aud_1', 'aud_2')),
  audience_settings: maybe(fc.constantFrom({}, { list: 'l' }))
})

const event = fc.record({
  type: fc.constantFrom('track', 'track', 'track', 'identify'),
  event: fc.constantFrom('new', 'updated', 'deleted', 'Seen'),
  messageId: fc.constantFrom('m-1', 'm-2', 'm-3', 'm-4', ''),
  properties,
  context: maybe(fc.oneof(fc.record({ personas: maybe(personas) }), fc.constant({})))
})

/** As they come over the wire: without what is undefined. */
const groups = fc
  .array(event, { minLength: 1, maxLength: largest })
  .map((events) => JSON.parse(JSON.stringify(events)) as SegmentEvent[])

/** An answer of node-fetch's shape, as far as the request client reads it. */
const nothing = () => ({
  ok: true,
  status: 200,
  statusText: 'OK',
  url: 'https://fuzz.example/',
  headers: { get: () => null },
  buffer: () => Promise.resolve(Buffer.from('')),
  body: { resume: () => undefined }
})
