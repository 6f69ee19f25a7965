/** What segment.config.json can say of a source. */
import { expect, it } from '@jest/globals'
import { compileSource, resolveSource } from '../../scripts/compile/index.ts'

const root = process.cwd()
const dub = { source: 'destinations/dub/source', displayName: 'Dub' }

it('takes all events, or those that are named, under the name that is wished', async () => {
  const events = { 'lead.created': true, 'sale.created': { name: 'Order Completed' } } as const
  const some = await resolveSource(root, 'dub-source', { ...dub, events })
  expect(some.events).toEqual({ 'lead.created': 'Lead Created', 'sale.created': 'Order Completed' })
  const all = await resolveSource(root, 'dub-source', dub)
  expect(Object.keys(all.events)).toHaveLength(15)
})

it('names the nearest event for one that does not exist', async () => {
  const events = { 'lead.create': true } as const
  const error = await resolveSource(root, 'dub-source', { ...dub, events }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    code: 'config',
    message:
      'segment.config.json: functions.dub-source.events["lead.create"] is no event of destinations/dub/source.',
    hint: expect.stringContaining('lead.created')
  })
})

it('compiles to the same bytes each time, without what only explains', async () => {
  const compile = async () => compileSource(root, await resolveSource(root, 'dub-source', dub))
  const [one, other] = [await compile(), await compile()]
  expect(one.code).toBe(other.code)
  expect(one.manifest).toMatchObject({ resourceType: 'SOURCE', handlers: ['onRequest'] })
  expect(one.code).not.toContain('A click became a lead')
})
