/** A lead goes to Dub through the destination and comes back through the source: the same customer, with the same ids. */
import { createHmac } from 'node:crypto'
import { expect, it } from '@jest/globals'
import { compileFunction, resolveFunction } from '../../scripts/compile/index.ts'
import { createHost } from '../../scripts/host/index.ts'
import { ourFunctions } from '../our-functions.ts'
import { post, startSource } from './compiled.ts'

type Lead = Record<
  'clickId' | 'eventName' | 'customerExternalId' | 'customerName' | 'customerEmail',
  string
> & {
  metadata: object
}

/** What Dub does with a lead: it knows the click, makes the customer, and calls the webhook. */
const webhookOf = (lead: Lead): string =>
  JSON.stringify({
    id: 'evt_1',
    event: 'lead.created',
    createdAt: '2026-01-15T10:00:00.000Z',
    data: {
      eventName: lead.eventName,
      customer: {
        id: 'cus_1',
        externalId: lead.customerExternalId,
        name: lead.customerName,
        email: lead.customerEmail,
        avatar: null
      },
      click: { id: lead.clickId, timestamp: '2026-01-15T09:00:00.000Z', ip: '203.0.113.7' },
      link: { id: 'link_1', utm_source: 'newsletter' },
      metadata: lead.metadata
    }
  })

it('brings a lead of Segment back to Segment', async () => {
  const root = process.cwd()
  const dub = await resolveFunction(root, 'dub', ourFunctions.dub!)
  const destination = await createHost({ code: (await compileFunction(root, dub)).code })
  const source = await startSource('dub-source')
  const event = {
    type: 'track',
    event: 'Sign Up',
    userId: 'user_123',
    messageId: 'm-1',
    properties: { plan: 'pro' },
    context: { traits: { name: 'Jane Doe', email: 'jane.doe@example.com', clickId: 'GWGrkftJdYlZD2mq' } }
  }
  const { requests } = await destination.invoke(event, { apiKey: 'dub_test' }, { kind: 'ok' })
  const text = webhookOf(JSON.parse(requests[0]!.body!) as Lead)
  const signature = createHmac('sha256', 'whsec_test').update(text).digest('hex')

  const settings = { webhookSecret: 'whsec_test' }
  const { outcome, sends } = await post(source, settings, text, { 'Dub-Signature': signature })

  expect(outcome).toBe('accepted')
  const person = { userId: 'user_123', anonymousId: 'GWGrkftJdYlZD2mq' }
  expect(sends).toMatchObject([
    { type: 'identify', ...person, traits: { name: 'Jane Doe', email: 'jane.doe@example.com' } },
    {
      type: 'track',
      event: 'Lead Created',
      ...person,
      properties: { eventName: 'Sign Up', metadata: { plan: 'pro' } },
      context: { campaign: { source: 'newsletter' } }
    }
  ])
  await Promise.all([destination.close(), source.close()])
})
