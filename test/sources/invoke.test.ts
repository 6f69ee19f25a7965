/** `npm run invoke` with a source: a fixture, or its request alone, and what comes of it. */
import { expect, it } from '@jest/globals'
import { invokeFunction } from '../../scripts/replay/invoke.ts'

const root = process.cwd()

it('prints the messages of a fixture, with the settings it has', async () => {
  const event = 'fixtures/dub-source/link-created.json'
  const { outcome, sends } = await invokeFunction({ root, function: 'dub-source', event })
  expect(outcome).toBe('accepted')
  expect(sends).toMatchObject([{ type: 'track', event: 'Link Created', anonymousId: 'link_1' }])
})

it('says which settings were made up, and refuses what is not signed with them', async () => {
  const event = {
    name: 'webhook.json',
    code: 'event' as const,
    value: { json: { id: 'evt_1', event: 'link.created' } },
    at: () => 'webhook.json'
  }
  expect(await invokeFunction({ root, function: 'dub-source', event })).toMatchObject({
    outcome: 'refused',
    error: { name: 'ValidationError' },
    sends: [],
    warnings: ['no --settings, so webhookSecret is "example_webhookSecret"']
  })
})
