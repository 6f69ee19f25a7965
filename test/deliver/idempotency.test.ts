/** An event that comes back hours later, to another process, makes the same request: what vendors know a repeat by stays. */
import { describe, expect, it } from '@jest/globals'
import nodeFetch from 'node-fetch'
import type { FunctionConfig } from '../../scripts/input/config.ts'
import type { FetchInit, PlainFetch } from '../../scripts/host/fetch.ts'
import { createProcess } from '../../scripts/host/process.ts'
import { VirtualClock } from '../../scripts/host/virtual-clock.ts'
import type { SegmentEvent } from '../../scripts/runtime/author/types.ts'
import { compileTarget, targets } from './targets.ts'

interface Case {
  name: string
  config: FunctionConfig
  settings: Record<string, unknown>
  event: SegmentEvent
  /** What the vendor goes by, as it stands in the body. */
  key: string
}

const sale = { type: 'track', event: 'Order Completed', userId: 'user-1', messageId: 'message-1' }
const dub = { config: { destination: 'destinations/dub', displayName: 'Dub' }, settings: { apiKey: 'fake' } }
const saasquatch = { config: targets[2]!.config, settings: targets[2]!.settings }
const impact = {
  config: { destination: 'destinations/impact', displayName: 'impact.com' },
  settings: { accountSid: 'fake_sid', apiKey: 'fake', campaignId: '1000' }
}

const cases: Case[] = [
  {
    name: 'Dub, an order',
    ...dub,
    event: { ...sale, properties: { revenue: 1, order_id: 'order-1' } },
    key: '"invoiceId":"order-1"'
  },
  {
    name: 'Dub, a sale without an order',
    ...dub,
    event: { ...sale, properties: { revenue: 1 } },
    key: '"invoiceId":"message-1"'
  },
  {
    name: 'SaaSquatch',
    ...saasquatch,
    event: { ...sale, properties: { total: 1 } },
    key: '"idempotencyKey":"message-1"'
  },
  {
    name: 'impact.com, an order',
    ...impact,
    event: { ...sale, properties: { order_id: 'order-1' } },
    key: 'OrderId=order-1'
  },
  {
    name: 'impact.com, an action without an order',
    ...impact,
    event: { ...sale, properties: {} },
    key: 'OrderId=message-1'
  }
]

/** The bodies of all attempts at an event, each in a process of its own, an hour after the last. */
async function bodiesOf({ config, settings, event }: Case, isBatch: boolean): Promise<unknown[]> {
  const { code } = await compileTarget({ ...targets[0]!, config })
  const clock = new VirtualClock(Date.parse('2026-01-01T00:00:00.000Z'))
  const bodies: unknown[] = []
  const fetch: PlainFetch = (_url, init?: FetchInit & { body?: unknown }) => {
    bodies.push(String(init?.body))
    return Promise.resolve(new nodeFetch.Response('{}', { status: bodies.length < 3 ? 503 : 200 }))
  }
  const input = isBatch ? [event] : event
  for (let attempt = 1; attempt <= 3; attempt++) {
    const invocation = createProcess({ code, clock, fetch }).invoke(input, settings)
    await clock.runUntilIdle(clock.now() + 5_000)
    expect((await invocation).outcome).toBe(attempt < 3 ? 'retried' : 'delivered')
    await clock.advance(60 * 60 * 1_000)
  }
  return bodies
}

describe.each(cases)('$name', (one) => {
  it('sends the same key with every attempt', async () => {
    const bodies = await bodiesOf(one, false)
    expect(bodies).toEqual([bodies[0], bodies[0], bodies[0]])
    expect(bodies[0]).toContain(one.key)
  })
})

it('SaaSquatch, in a batch: sends the same key with every attempt', async () => {
  const bodies = await bodiesOf(cases[2]!, true)
  expect(bodies).toEqual([bodies[0], bodies[0], bodies[0]])
  expect(bodies[0]).toContain(cases[2]!.key)
})
