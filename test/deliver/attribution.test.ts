import { describe, expect, it } from '@jest/globals'
import { eventsIn, marksOf, readRequest } from '../../scripts/deliver/attribution.ts'
import { vendorKey } from '../../scripts/deliver/idempotency.ts'

const url = 'https://api.example.test'
const json = (body: unknown, address = url) => readRequest('POST', address, JSON.stringify(body))

const events = [
  { messageId: 'message-1', userId: 'user-1', properties: { plan: 'pro', price: 7 } },
  { messageId: 'message-2', userId: 'user-1', properties: { plan: 'team', price: 12345 } },
  { messageId: 'message-3', userId: 'user-3', properties: { plan: 'team' } }
]

describe('the events of a batch that a request carries', () => {
  const marks = marksOf(events)
  const indexes = (request: Parameters<typeof eventsIn>[0]) =>
    eventsIn(request, marks).map(({ index }) => index)

  it('are known by values that only one of them has', () => {
    expect(marks.map((own) => [...own])).toEqual([
      ['message-1'],
      ['message-2', '12345'],
      ['message-3', 'user-3']
    ])
  })

  it.each([
    ['in JSON, at any depth', json({ a: [{ b: { id: 'message-2' } }] }), [1]],
    ['as numbers', json({ price: 12345 }), [1]],
    ['in a form', readRequest('POST', url, 'id=message-1&plan=team'), [0]],
    ['in the path', readRequest('DELETE', `${url}/users/user%2D3`, undefined), [2]],
    ['in the query', readRequest('GET', `${url}/?id=message-3`, undefined), [2]],
    ['several at once', json([{ id: 'message-1' }, { id: 'message-2' }]), [0, 1]],
    ['none by what others have too', json({ user: 'user-1', plan: 'team' }), []]
  ])('%s', (_, request, expected) => {
    expect(indexes(request)).toEqual(expected)
  })

  it('have the same part of a request in company and alone', () => {
    const part = 'POST https://api.example.test {"id":"message-2"}'
    const company = json({ user: 'user-1', events: [{ id: 'message-1' }, { id: 'message-2' }] })
    expect(eventsIn(company, marks)[1]).toEqual({ index: 1, part })
    const alone = json({ user: 'user-1', events: [{ id: 'message-2' }] })
    expect(eventsIn(alone, marksOf([events[1]]))).toEqual([{ index: 0, part }])
  })
})

it('a call with one event carries it in every request', () => {
  const part = 'POST https://api.example.test {"anything":true}'
  expect(eventsIn(json({ anything: true }), marksOf([events[0]]))).toEqual([{ index: 0, part }])
})

describe('what a vendor recognises as a repeat', () => {
  const dub = 'https://api.dub.co/track'
  const squatch = 'https://app.referralsaasquatch.com/api/v1/test/open/account/a/user/u'
  const impact = 'https://api.impact.com/Advertisers/fake/Conversions'
  const differs = (method: string, address: string, one: object, other: object) =>
    vendorKey(method, address, one) !== vendorKey(method, address, other)

  it.each<[string, string, string, object, object, boolean]>([
    [
      'a lead of another name',
      'POST',
      `${dub}/lead`,
      { customerExternalId: 'c', eventName: 'a' },
      { customerExternalId: 'c', eventName: 'b' },
      true
    ],
    [
      'a lead with another click',
      'POST',
      `${dub}/lead`,
      { customerExternalId: 'c', clickId: '1' },
      { customerExternalId: 'c', clickId: '2' },
      false
    ],
    ['a sale of another invoice', 'POST', `${dub}/sale`, { invoiceId: '1' }, { invoiceId: '2' }, true],
    [
      'an event of another key',
      'POST',
      `${squatch}/events`,
      { idempotencyKey: '1' },
      { idempotencyKey: '2' },
      true
    ],
    [
      'another install with the same order',
      'POST',
      impact,
      { OrderId: '1' },
      { OrderId: '1', EventCode: 'INSTALL' },
      true
    ],
    ['another state of a user', 'PUT', squatch, { email: 'a' }, { email: 'b' }, true]
  ])('%s', (_, method, address, one, other, isDifferent) => {
    expect(differs(method, address, one, other)).toBe(isDifferent)
    expect(vendorKey(method, address, one)).toBe(vendorKey(method, address, { ...one }))
  })

  it.each<[string, string, object]>([
    ['a sale without an invoice', `${dub}/sale`, {}],
    ['an event without a key', `${squatch}/events`, {}],
    ['a conversion that impact.com numbers', impact, { OrderId: 'IR_AN_64_TS' }],
    ['anything sent to a vendor without rules', url, { id: 1 }]
  ])('%s: nothing', (_, address, body) => {
    expect(vendorKey('POST', address, body)).toBeUndefined()
  })
})
