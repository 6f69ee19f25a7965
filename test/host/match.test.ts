import { describe, expect, it } from '@jest/globals'
import type { ExpectedRequest, RecordedRequest } from '../../scripts/host/exchange.ts'
import { compareRequest, nearestRequest } from '../../scripts/host/match.ts'

const url = 'https://api.example.com/leads?a=1'

/** The differences of a POST with this body from one that expects this. */
function compare(
  body: string | undefined,
  expected: Partial<ExpectedRequest>,
  headers: Record<string, string> = {}
) {
  const sent: RecordedRequest = { method: 'POST', url, headers, ...(body === undefined ? {} : { body }) }
  return compareRequest(sent, { method: 'POST', url, ...expected }).map(({ message }) => message)
}

describe('a request is the expected one', () => {
  it.each<[string | undefined, Partial<ExpectedRequest>]>([
    [undefined, {}],
    ['{ "b": [1, null], "a": {} }', { json: { a: {}, b: [1, null] } }],
    ['null', { json: null }],
    ['b=2&a=x+y%26', { form: { a: 'x y&', b: '2' } }],
    [undefined, { form: {} }],
    ['exact text', { text: 'exact text' }],
    [undefined, { method: 'post' }]
  ])('%s as %j', (body, expected) => {
    expect(compare(body, expected)).toEqual([])
  })

  it('when the URL differs only by the empty path', () => {
    const sent = { method: 'GET', url: 'https://api.example.com/', headers: {} }
    expect(compareRequest(sent, { method: 'GET', url: 'https://api.example.com' })).toEqual([])
  })

  it('when it has more headers, in any case', () => {
    expect(compare(undefined, { headers: { 'X-Key': 'k' } }, { 'x-key': 'k', accept: '*/*' })).toEqual([])
  })
})

describe('a request differs', () => {
  it.each<[string | undefined, Partial<ExpectedRequest>, string[]]>([
    ['{}', {}, ['body: expected nothing, sent "{}"']],
    [undefined, { json: {} }, ['body: expected JSON, sent nothing']],
    ['[object Object]', { json: {} }, ['body: expected JSON, sent "[object Object]"']],
    ['{"a":"1"}', { json: { a: 1 } }, ['body.a: expected 1, sent "1"']],
    ['{"a":null}', { json: {} }, ['body.a: expected nothing, sent null']],
    [
      '{"a":{"b":[1]}}',
      { json: { a: { b: [1, 2] }, c: true } },
      ['body.a.b[1]: expected 2, sent nothing', 'body.c: expected true, sent nothing']
    ],
    ['[]', { json: {} }, ['body: expected {}, sent []']],
    ['a=1&a=1', { form: { a: '1' } }, ['body.a: sent more than once']],
    [
      'a=2',
      { form: { a: '1', b: '' } },
      ['body.a: expected "1", sent "2"', 'body.b: expected "", sent nothing']
    ],
    ['a ', { text: 'a' }, ['body: expected "a", sent "a "']],
    [undefined, { method: 'PUT' }, ['method: expected PUT, sent POST']],
    [
      undefined,
      { url: 'https://api.example.com/leads' },
      ['url: expected https://api.example.com/leads, sent https://api.example.com/leads?a=1']
    ],
    [undefined, { headers: { Accept: 'text/x' } }, ['header Accept: expected "text/x", sent nothing']]
  ])('%s from %j', (body, expected, differences) => {
    expect(compare(body, expected)).toEqual(differences)
  })

  it('by a header that must be absent', () => {
    expect(
      compare(undefined, { withoutHeaders: ['Authorization'] }, { authorization: 'Bearer test' })
    ).toEqual(['header Authorization: expected nothing, sent "Bearer test"'])
  })

  it('by an inherited name that it does not send', () => {
    expect(compare('{}', { json: JSON.parse('{"constructor":1}') as unknown })).toEqual([
      'body.constructor: expected 1, sent nothing'
    ])
  })
})

it('the nearest request is the one to the same place, whatever its body', () => {
  const sent = { method: 'POST', url, headers: {}, body: '{"a":1,"b":2,"c":3}' }
  const elsewhere = { method: 'POST', url: 'https://example.com/', json: { a: 1, b: 2, c: 3 } }
  const other = { method: 'POST', url, json: { x: 1, y: 2 } }
  const close = { method: 'POST', url, json: { a: 1, b: 2 } }
  expect(nearestRequest(sent, [elsewhere, other, close])).toEqual({
    index: 2,
    differences: [{ part: 'body', message: 'body.c: expected nothing, sent 3' }]
  })
})
