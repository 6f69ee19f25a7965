import { describe, expect, it } from '@jest/globals'
import { differencesOf, type Ending, type SeenRequest } from '../../scripts/history/differences.ts'

const sale: SeenRequest = {
  method: 'POST',
  url: 'https://api.dub.co/track/sale?source=segment',
  headers: { 'content-type': 'application/json', authorization: 'Bearer a' },
  body: '{"amount":49.99,"items":[{"price":1},{"price":2}]}'
}
const delivered = (...requests: SeenRequest[]): Ending => ({ outcome: 'delivered', requests })
const discarded = (error: string): Ending => ({ outcome: 'discarded', error, requests: [] })
const whats = (before: Ending, after: Ending) =>
  differencesOf(before, after).map(({ kind, what }) => `${kind}: ${what}`)

describe('the differences between two endings of one event', () => {
  it.each<[string, Ending, Ending, string[]]>([
    ['the same', delivered(sale), delivered(sale), []],
    [
      'another outcome, and the request that comes with it',
      discarded('EventNotSupported'),
      delivered(sale),
      ['outcome: discarded -> delivered', 'request: POST https://api.dub.co/track/sale appears']
    ],
    [
      'the same outcome for another reason',
      discarded('EventNotSupported'),
      discarded('ValidationError'),
      ['outcome: discarded: EventNotSupported -> ValidationError']
    ],
    [
      'a value of the body, of the query, of a header',
      delivered(sale),
      delivered({
        ...sale,
        url: 'https://api.dub.co/track/sale?source=web',
        headers: { ...sale.headers, authorization: 'Bearer b' },
        body: '{"amount":4999,"items":[{"price":1},{"price":2}]}'
      }),
      [
        'field: POST /track/sale ?source: segment -> web',
        'field: POST /track/sale header authorization: Bearer a -> Bearer b',
        'field: POST /track/sale amount: 49.99 -> 4999'
      ]
    ],
    [
      'a field that appears, one that vanishes, elements of a list',
      delivered({ ...sale, body: '{"amount":1,"items":[{"price":1},{"price":2}]}' }),
      delivered({ ...sale, body: '{"items":[{"price":1},{"price":3}],"note":"x"}' }),
      [
        'field: POST /track/sale amount: 1 -> nothing',
        'field: POST /track/sale items[].price: 2 -> 3',
        'field: POST /track/sale note: nothing -> x'
      ]
    ],
    [
      'a form body by its fields',
      delivered({
        ...sale,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'a=1&b=2'
      }),
      delivered({
        ...sale,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'a=1&b=3'
      }),
      ['field: POST /track/sale b: 2 -> 3']
    ],
    [
      'a request that vanishes',
      delivered(sale, { ...sale, url: 'https://api.dub.co/track/lead' }),
      delivered(sale),
      ['request: POST https://api.dub.co/track/lead vanishes']
    ],
    [
      'a request that goes elsewhere, whoever it is about',
      delivered({ method: 'PUT', url: 'https://a.example/users/user%2F1', headers: {} }),
      delivered({ method: 'PUT', url: 'https://b.example/users/user%2F1', headers: {} }),
      ['request: PUT https://a.example/users/:id -> PUT https://b.example/users/:id']
    ]
  ])('are: %s', (_, before, after, expected) => {
    expect(whats(before, after)).toEqual(expected)
  })
})
