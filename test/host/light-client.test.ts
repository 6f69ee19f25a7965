/**
 * The light client beside Node's own with nock: what is asked for, what comes back and what fails must be the same, as a
 * vendor that answers everything alike is one of exchanges that happen to be alike.
 */
import { afterAll, expect, it } from '@jest/globals'
import type { Fault, RecordedRequest, Reply } from '../../scripts/host/exchange.ts'
import { createHost } from '../../scripts/host/index.ts'
import type { Invocation } from '../../scripts/host/index.ts'

/** Asks in each way that functions have, and logs all that there is to know of each answer. */
const code = `
async function onTrack({ call }) {
  try {
    const response = await fetch(...ways[call])
    const { status, statusText, url, ok, size, timeout, headers } = response
    const entries = [...headers].filter(([name]) => name !== 'content-length')
    console.log(JSON.stringify([status, statusText, url, ok, size, timeout, entries, await response.text()]))
  } catch ({ name, message, code, type }) {
    console.log(JSON.stringify([name, message, code, type]))
  }
}
const ways = {
  'JSON': ['https://a.example/x?y=1', { method: 'post', body: '{"ä":1}', headers: { 'Content-Type': 'application/json', Authorization: 'Bearer x' } }],
  'a kept connection': ['https://a.example:8443/x', { method: 'post', body: '{}', agent: new https.Agent({ keepAlive: true }), compress: false }],
  'a watched connection': ['https://a.example/x', { agent: () => Object.create(https.globalAgent) }],
  'a user in the address': ['http://user:password@a.example', {}],
  'nothing but an address': ['http://a.example'],
  'a deletion': ['http://a.example/x', { method: 'DELETE' }],
  'the head': ['http://a.example/x', { method: 'HEAD' }],
  'a form, another host': ['http://a.example', { method: 'put', body: new URLSearchParams({ a: '1 2' }), headers: { host: 'b.example', connection: 'keep-alive' } }],
  'a header twice, no body': ['http://a.example', { method: 'post', headers: [['x', '1'], ['x', '2']] }],
  'bytes': ['http://a.example', { method: 'post', body: Buffer.from([255, 254]) }],
  'a Request': [new Request('http://a.example/', { method: 'patch', body: 'x', timeout: 1000 })],
  'not for long': ['http://a.example/', { timeout: 20 }],
  'an address that is tidied up': ['http://A.example/a/../b#c', { method: 'post', body: 'x' }],
  'redirects as they are': ['http://a.example/x', { method: 'post', body: 'x', redirect: 'manual' }],
  'no redirects': ['http://a.example/x', { redirect: 'error' }],
  'three redirects': ['http://a.example/x', { method: 'post', body: 'x', follow: 3 }],
  'no address': ['/a'],
  'another protocol': ['ftp://a'],
  'a body to get': ['http://a.example/', { body: 'x' }],
  'a header that is none': ['http://a.example/', { headers: { 'x y': 'x' } }]
}`

const calls = [...code.matchAll(/^ {2}'(.+?)': \[/gm)]
  .map(([, call]) => call!)
  // A busy machine takes longer than that for any answer.
  .filter((call) => call !== 'not for long')

const host = await createHost({ code })
afterAll(() => host.close())

/** The exchanges that those requests are answered alike with, one each. */
const alike = (requests: RecordedRequest[], answer: { reply: Reply } | { fault: Fault }) =>
  requests.map(({ method, url, body }) => ({
    request: { method, url, ...(body !== undefined && { text: body }) },
    ...answer
  }))

const facts = ({ durationMs: _time, exchanges: _report, ...rest }: Invocation) => rest

const answers: [string, { reply: Reply } | { fault: Fault }][] = [
  ['JSON', { reply: { status: 200, json: { a: 'ä' } } }],
  [
    'a text with headers',
    { reply: { status: 429, text: 'slow down', headers: { 'Retry-After': '7', 'X-A': '1' } } }
  ],
  ['nothing', { reply: { status: 204 } }],
  [
    'JSON of another type',
    { reply: { status: 400, json: [], headers: { 'Content-TYPE': 'application/problem+json' } } }
  ],
  ['a redirect', { reply: { status: 307, headers: { location: '/elsewhere' } } }],
  ['a status without a name', { reply: { status: 599, text: 'x' } }],
  ['a cut connection', { fault: 'reset' }],
  ['a closed port', { fault: 'refused' }]
]

it.each(answers)('%s', async (_, answer) => {
  for (const call of calls) {
    const event = { type: 'track', call }
    const light = await host.invoke(event, {}, { kind: 'same', answer, delayMs: 0 })
    const exchanges = alike(light.requests, answer)
    const usual = await host.invoke(event, {}, { kind: 'exchanges', exchanges })
    expect(usual.exchanges).toEqual({ unused: [], unmatched: [] })
    expect({ call, ...facts(light) }).toEqual({ call, ...facts(usual) })
    expect(light.logs).toHaveLength(1)
  }
})

it('a vendor that never answers', async () => {
  const event = { type: 'track', call: 'a Request' }
  const light = await host.invoke(event, {}, { kind: 'same', answer: { fault: 'timeout' }, delayMs: 0 })
  const exchanges = alike(light.requests, { fault: 'timeout' })
  const usual = await host.invoke(event, {}, { kind: 'exchanges', exchanges })
  expect(facts(light)).toEqual(facts(usual))
  expect(light.logs).toEqual([
    '["FetchError","network timeout at: http://a.example/",null,"request-timeout"]'
  ])
})

it('a vendor that answers later than the function waits', async () => {
  const answer = { reply: { status: 200 } }
  const late = await host.invoke(
    { type: 'track', call: 'not for long' },
    {},
    { kind: 'same', answer, delayMs: 200 }
  )
  expect(late.logs).toEqual(['["FetchError","network timeout at: http://a.example/",null,"request-timeout"]'])
})
