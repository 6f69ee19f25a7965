/** `npm run invoke` with a source: a fixture, or its request alone, and what comes of it. */
import { createHmac } from 'node:crypto'
import { expect, it } from '@jest/globals'
import { invokeFunction } from '../../scripts/replay/invoke.ts'

const root = process.cwd()
const webhookSecret = 'whsec_test_1234567890abcdef'

const file = (value: object) => ({
  name: 'webhook.json',
  code: 'event' as const,
  value,
  at: () => 'webhook.json'
})

/** A body as Dub would sign it, in a fixture. */
const signed = (text: string, contentType: string) =>
  file({
    settings: { webhookSecret },
    request: {
      headers: {
        'Content-Type': contentType,
        'Dub-Signature': createHmac('sha256', webhookSecret).update(text).digest('hex')
      },
      text
    }
  })

it('prints the messages of a fixture, with the settings it has', async () => {
  const event = 'fixtures/dub-source/link-created.json'
  const { outcome, sends } = await invokeFunction({ root, function: 'dub-source', event })
  expect(outcome).toBe('accepted')
  expect(sends).toMatchObject([{ type: 'track', event: 'Link Created', anonymousId: 'link_1' }])
})

it('says which settings were made up, and refuses what is not signed with them', async () => {
  const event = file({ json: { id: 'evt_1', event: 'link.created' } })
  expect(await invokeFunction({ root, function: 'dub-source', event })).toMatchObject({
    outcome: 'refused',
    error: { name: 'ValidationError' },
    sends: [],
    warnings: ['no --settings, so webhookSecret is "example_webhookSecret"']
  })
})

it('reads a form, of which Dub sends none, and says what it lacks', async () => {
  const event = signed('id=evt_1&event=lead.created&data=', 'application/x-www-form-urlencoded')
  expect(await invokeFunction({ root, function: 'dub-source', event })).toMatchObject({
    outcome: 'refused',
    error: { name: 'InvalidEventPayload', message: 'Dub, lead.created: "data" is missing.' },
    sends: []
  })
})

it('does not hand over a body of 600 KB, though it is signed', async () => {
  const data = { id: 'link_1', comments: 'x'.repeat(600 * 1024) }
  const text = JSON.stringify({ id: 'evt_1', event: 'link.created', createdAt: '2026-01-15T10:00:00Z', data })
  const event = signed(text, 'application/json')
  const { outcome, error, sends } = await invokeFunction({ root, function: 'dub-source', event })
  expect({ outcome, error, sends }).toEqual({
    outcome: 'refused',
    error: {
      name: 'InvalidEventPayload',
      message: 'the request has 601 KB, and Segment takes 512 KB: the function is not called'
    },
    sends: []
  })
})
