/** What segment.config.json can say of a source, and what it cannot. */
import { describe, expect, it } from '@jest/globals'
import { compileSource, resolveSource } from '../../scripts/compile/index.ts'
import { loadConfig, type SourceConfig } from '../../scripts/input/config.ts'
import { temporaryFolder } from '../temporary.ts'

const root = process.cwd()
const dub = { source: 'destinations/dub/source', displayName: 'Dub' }

it('takes all events, or those that are named, under the name that is wished', async () => {
  const events = { 'lead.created': true, 'sale.created': { name: 'Order Completed' } } as const
  const some = await resolveSource(root, 'dub-source', { ...dub, events })
  expect(some.events).toEqual({ 'lead.created': 'Lead Created', 'sale.created': 'Order Completed' })
  const all = await resolveSource(root, 'dub-source', dub)
  expect(Object.keys(all.events)).toHaveLength(15)
})

describe('a source cannot be made', () => {
  const refusal = (config: Partial<SourceConfig>): Promise<unknown> =>
    resolveSource(root, 'dub-source', { ...dub, ...config }).catch((thrown: unknown) => thrown)

  it.each([
    ['lead.create', 'lead.created'],
    ['Lead Created', 'lead.created'],
    ['constructor', ''],
    ['__proto__', '']
  ])('of the event "%s", which the vendor does not have', async (event, nearest) => {
    const events = JSON.parse(`{${JSON.stringify(event)}: true}`) as Record<string, true>
    expect(await refusal({ events })).toMatchObject({
      code: 'config',
      message: `segment.config.json: functions.dub-source.events["${event}"] is no event of destinations/dub/source.`,
      hint: expect.stringContaining(nearest)
    })
  })

  it('of no event at all', async () => {
    expect(await refusal({ events: {} })).toMatchObject({
      code: 'config',
      message:
        'segment.config.json: functions.dub-source.events is empty, so the function would take no webhook.'
    })
  })

  it('of a folder without a definition', async () => {
    expect(await refusal({ source: 'destinations/dub/sauce' })).toMatchObject({
      code: 'config',
      message:
        'segment.config.json: functions.dub-source.source is "destinations/dub/sauce", but there is no destinations/dub/sauce/index.ts.'
    })
  })

  it("of a destination's definition", async () => {
    expect(await refusal({ source: 'destinations/dub' })).toMatchObject({
      code: 'definition',
      message: expect.stringContaining('does not export a source')
    })
  })
})

describe('an entry is refused', () => {
  const refusal = async (entry: object): Promise<unknown> => {
    const folder = await temporaryFolder({ 'segment.config.json': { functions: { acme: entry } } })
    return loadConfig(folder).catch((thrown: unknown) => thrown)
  }
  const source = { source: 'destinations/acme/source', displayName: 'Acme' }
  const destination = { destination: 'destinations/acme', displayName: 'Acme' }

  it.each([
    [
      'of both kinds',
      { ...destination, ...source },
      'segment.config.json: functions.acme has both a "destination" and a "source".'
    ],
    [
      'of neither kind',
      { displayName: 'Acme' },
      'segment.config.json: functions.acme has neither a "destination" nor a "source".'
    ],
    [
      'of a source with presets',
      { ...source, presets: { Track: true } },
      'segment.config.json: functions.acme.presets does not go with "source".'
    ],
    [
      'of a source in batches',
      { ...source, batch: true },
      'segment.config.json: functions.acme.batch does not go with "source".'
    ],
    [
      'of a destination with events',
      { ...destination, events: { 'lead.created': true } },
      'segment.config.json: functions.acme.events does not go with "destination".'
    ]
  ])('%s', async (_, entry, message) => {
    expect(await refusal(entry)).toMatchObject({ code: 'config', message, hint: expect.any(String) })
  })

  it.each([false, 'Lead', { name: 7 }, { name: '' }, { name: ' ' }, { label: 'Lead' }])(
    'whose event is %j',
    async (event) => {
      expect(await refusal({ ...source, events: { 'lead.created': event } })).toMatchObject({
        code: 'config',
        message: expect.stringContaining('functions.acme.events.lead.created')
      })
    }
  )
})

it('compiles to the same bytes each time, without what only explains', async () => {
  const compile = async () => compileSource(root, await resolveSource(root, 'dub-source', dub))
  const [one, other] = [await compile(), await compile()]
  expect(one.code).toBe(other.code)
  expect(one.manifest).toMatchObject({ resourceType: 'SOURCE', handlers: ['onRequest'] })
  expect(one.code).not.toContain('A click became a lead')
})
