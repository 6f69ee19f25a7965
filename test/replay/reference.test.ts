import { describe, expect, it } from '@jest/globals'
import type { Exchange } from '../../scripts/host/exchange.ts'
import type { Fixture } from '../../scripts/replay/fixture.ts'
import { runReference } from '../../scripts/replay/reference.ts'
import { demo, fixtureWith, handlers, url } from './demo.ts'

const run = (changes: Partial<Fixture>) => runReference(demo, handlers, fixtureWith(changes))

const answer = (status: number, json: unknown): Exchange => ({
  request: { method: 'POST', url, json },
  reply: { status, json: { message: 'no such thing' } }
})

describe('runReference', () => {
  it('sends an event as actions-core does', async () => {
    expect(await run({})).toEqual({
      outcome: 'delivered',
      requests: [
        {
          method: 'POST',
          url,
          body: '{"name":"Signed Up"}',
          headers: expect.objectContaining({
            authorization: 'Bearer example_key',
            'content-type': 'application/json',
            'user-agent': 'Segment (Actions)'
          })
        }
      ],
      exchanges: { unused: [], unmatched: [] }
    })
  })

  it('takes a destination whose name is no URI scheme, as AJV wants it in ids', async () => {
    const named = { ...demo, definition: { ...demo.definition, name: 'Demo Vendor' } }
    expect(await runReference(named, handlers, fixtureWith())).toMatchObject({ outcome: 'delivered' })
  })

  it.each([
    ['a refusal', { exchanges: [answer(404, { name: 'Signed Up' })] }, 'discarded', 'InvalidEventPayload'],
    ['an overloaded vendor', { exchanges: [answer(503, { name: 'Signed Up' })] }, 'retried', 'RetryError'],
    [
      'a payload without its required field',
      { events: [{ type: 'track' }], exchanges: [] },
      'discarded',
      'ValidationError'
    ],
    ['a missing setting', { settings: {}, exchanges: [] }, 'discarded', 'ValidationError'],
    [
      'an unusable setting',
      {
        settings: { apiKey: 'example', limit: 'many' },
        events: [{ type: 'page', name: 'x' }],
        exchanges: []
      },
      'discarded',
      'ValidationError'
    ],
    [
      'an event nobody wants',
      { events: [{ type: 'group' }], exchanges: [] },
      'discarded',
      'EventNotSupported'
    ],
    [
      'an event an action passes over',
      { events: [{ type: 'track', event: 'Ignored' }], exchanges: [] },
      'discarded',
      'EventNotSupported'
    ]
  ])('reads %s as the function does', async (_, changes, outcome, name) => {
    expect(await run(changes)).toMatchObject({
      outcome,
      error: { name },
      exchanges: { unused: [], unmatched: [] }
    })
  })

  it.each(['timeout', 'reset', 'refused'] as const)('retries after a %s, without waiting', async (fault) => {
    const { request } = answer(0, { name: 'Signed Up' })
    expect(await run({ exchanges: [{ request, fault }] })).toMatchObject({
      outcome: 'retried',
      error: { name: 'RetryError' }
    })
  })

  it('deletes', async () => {
    const exchanges: Exchange[] = [
      { request: { method: 'DELETE', url: `${url}/u1` }, reply: { status: 204 } }
    ]
    expect(await run({ events: [{ type: 'delete', userId: 'u1' }], exchanges })).toMatchObject({
      outcome: 'delivered',
      exchanges: { unused: [], unmatched: [] }
    })
  })

  it('sends a batch together where the action can, and the rest one by one', async () => {
    const events = [
      { type: 'page', name: 'Home', messageId: '1' },
      { type: 'track', event: 'Signed Up' },
      { type: 'page' },
      { type: 'alias' },
      { type: 'page', name: 'About' },
      { type: 'page', name: 'Home', messageId: '1' }
    ]
    const exchanges = [answer(429, { name: 'Signed Up' }), answer(200, [{ name: 'Home' }, { name: 'About' }])]
    expect(await run({ batch: true, events, exchanges })).toMatchObject({
      outcome: 'retried',
      outcomes: ['delivered', 'retried', 'discarded', 'discarded', 'delivered', 'delivered'],
      exchanges: { unused: [], unmatched: [] }
    })
  })

  it('fails the whole batch of an action when its one request fails', async () => {
    const events = [
      { type: 'page', name: 'Home' },
      { type: 'page', name: 'About' }
    ]
    const exchanges = [answer(400, [{ name: 'Home' }, { name: 'About' }])]
    expect(await run({ batch: true, events, exchanges })).toMatchObject({
      outcome: 'discarded',
      outcomes: ['discarded', 'discarded']
    })
  })
})
