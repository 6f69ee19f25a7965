import { describe, expect, it } from '@jest/globals'
import { eventsIn, marksOf, readRequest } from '../../scripts/deliver/attribution.ts'

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
    expect(eventsIn(company, marks)[1]).toEqual({ index: 1, body: { id: 'message-2' }, part })
    const alone = json({ user: 'user-1', events: [{ id: 'message-2' }] })
    expect(eventsIn(alone, marksOf([events[1]]))).toEqual([{ index: 0, body: { id: 'message-2' }, part }])
  })
})

it('a call with one event carries it in every request', () => {
  const part = 'POST https://api.example.test {"anything":true}'
  expect(eventsIn(json({ anything: true }), marksOf([events[0]]))).toEqual([
    { index: 0, body: { anything: true }, part }
  ])
})
