/** A batch whose action throws, with an event in it that was invalid before. */
import { expect, it } from '@jest/globals'
import { replayFixtures } from '../../scripts/replay/index.ts'
import { temporaryFolder } from '../temporary.ts'
import { definition } from '../compile/definition.ts'

const acme = definition({
  imports: `import { RetryableError } from '@segment/actions-core'`,
  fields: `name: { label: 'Name', description: '', type: 'string', required: true, default: { '@path': '$.properties.name' } }`,
  action: `performBatch: () => { throw new RetryableError('busy') },`
})
const event = (properties: object) => ({ type: 'track', event: 'Seen', userId: 'u1', properties })

const replay = async (more: object) => {
  const root = await temporaryFolder({
    'package.json': { version: '1.2.3', type: 'module' },
    'segment.config.json': { functions: { acme: { destination: 'destinations/acme', displayName: 'Acme' } } },
    'destinations/acme/index.ts': acme,
    'fixtures/acme/batch.json': {
      description: 'One of two is invalid, and the vendor is busy',
      settings: { apiKey: 'example_apiKey' },
      events: [event({ name: 'a' }), event({})],
      exchanges: [],
      expect: { statuses: [500, 400] },
      ...more
    }
  })
  const { fixtures } = await replayFixtures({ root })
  return fixtures.map(({ passed, problems }) => [passed, problems.length])
}

it('comes back without that event, which is a difference to actions-core on purpose', async () => {
  expect(await replay({ differs: 'failed-batch' })).toEqual([[true, 0]])
})

it('is no other difference', async () => {
  expect(await replay({})).toEqual([[false, expect.any(Number)]])
})
