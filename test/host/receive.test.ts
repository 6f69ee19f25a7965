/** What a source function gets and gives, as in Segment's published loader. */
import { describe, expect, it } from '@jest/globals'
import { createProcess } from '../../scripts/host/process.ts'
import { createHost, type IncomingRequest } from '../../scripts/host/index.ts'

const requestOf = (request: Partial<IncomingRequest> = {}): IncomingRequest => ({
  headers: { 'Content-Type': 'application/json' },
  query: {},
  body: '{"id":"evt_1"}',
  ...request
})

const receive = (handler: string, request: Partial<IncomingRequest> = {}, settings: object = {}) =>
  createProcess({ code: handler }).receive(requestOf(request), settings)

/** Logs what an expression over `request` gives. */
async function evaluate(expression: string, request: Partial<IncomingRequest>): Promise<unknown> {
  const { logs, error } = await receive(
    `async function onRequest(request, settings) { console.log(JSON.stringify(${expression})) }`,
    request
  )
  if (error) throw new Error(`${error.name}: ${error.message}`)
  return JSON.parse(logs[0]!)
}

describe('the request', () => {
  it.each([
    ['a text', '{"id":"evt_1","n":1}'],
    ['an object', { id: 'evt_1', n: 1 }]
  ])('has json() and text() when its body comes as %s', async (_, body) => {
    expect(await evaluate('[request.json().id, request.text()]', { body })).toEqual([
      'evt_1',
      '{"id":"evt_1","n":1}'
    ])
  })

  it('has headers by names in any case, and the address with the query', async () => {
    const request = { headers: { 'Dub-Signature': 'abc' }, query: { token: 'a b', other: 'ü' } }
    expect(
      await evaluate(
        '[request.headers.get("dub-signature"), request.headers.get("x-none"), request.url.searchParams.get("token"), request.url.href]',
        request
      )
    ).toEqual(['abc', null, 'a b', 'https://fn.segmentapis.com/?token=a+b&other=%C3%BC'])
  })

  it('throws in json() when the body is no JSON', async () => {
    await expect(evaluate('request.json()', { body: 'a=1&b=2' })).rejects.toThrow('SyntaxError')
  })
})

describe('Segment', () => {
  it('collects the messages in their order, without what its calls do not take', async () => {
    const { outcome, sends } = await receive(`async function onRequest(request, settings) {
      Segment.identify({ userId: 'u', traits: { a: 1 }, name: 'dropped' })
      Segment.track({ event: 'Seen', anonymousId: 'a', properties: { b: undefined }, messageId: 'm', timestamp: 't' })
      Segment.page({ name: 'Home', userId: 'u' })
      Segment.screen({ name: 'Start', userId: 'u' })
      Segment.group({ groupId: 'g', userId: 'u', traits: {} })
      Segment.alias({ previousId: 'a', userId: 'u' })
      Segment.set({ collection: 'links', id: '1', properties: { c: 2 } })
    }`)
    expect(outcome).toBe('accepted')
    expect(sends).toEqual([
      { type: 'identify', traits: { a: 1 }, userId: 'u' },
      {
        type: 'track',
        event: 'Seen',
        properties: {},
        anonymousId: 'a',
        messageId: 'm',
        timestamp: 't'
      },
      { type: 'page', name: 'Home', userId: 'u' },
      { type: 'screen', name: 'Start', userId: 'u' },
      { type: 'group', groupId: 'g', traits: {}, userId: 'u' },
      { type: 'alias', previousId: 'a', userId: 'u' },
      { type: 'set', collection: 'links', id: '1', properties: { c: 2 } }
    ])
  })

  it.each([
    ['track({ userId: "u" })', 'event is required but not defined'],
    ['track({ event: "Seen" })', 'One of userId,anonymousId is required but not defined'],
    ['group({ userId: "u" })', 'groupId is required but not defined'],
    ['alias({ userId: "u" })', 'previousId is required but not defined'],
    ['set({ id: "1" })', 'collection is required but not defined']
  ])('refuses %s', async (call, message) => {
    const { outcome, error } = await receive(`async function onRequest() { Segment.${call} }`)
    expect({ outcome, name: error?.name, message: error?.message }).toEqual({
      outcome: 'refused',
      name: 'ValidationError',
      message
    })
  })

  it('sends nothing when the handler throws, neither then nor with the next request', async () => {
    const process = createProcess({
      code: `async function onRequest(request) {
        Segment.track({ event: 'Seen', userId: request.json().id })
        if (request.json().fail) throw new RetryError('later')
      }`
    })
    const failed = await process.receive(requestOf({ body: { id: 'one', fail: true } }), {})
    expect(failed).toMatchObject({ outcome: 'retried', sends: [], error: { name: 'RetryError' } })
    expect(failed.warnings).toHaveLength(1)
    const next = await process.receive(requestOf({ body: { id: 'two' } }), {})
    expect(next.sends).toEqual([{ type: 'track', event: 'Seen', userId: 'two' }])
  })
})

describe('the limits', () => {
  const takesAll = 'async function onRequest() { Segment.track({ event: "Seen", userId: "u" }) }'

  it('hand over 512 KiB, and refuse more without calling the function', async () => {
    const body = (bytes: number) => JSON.stringify({ x: 'x'.repeat(bytes - '{"x":""}'.length) })
    expect(await receive(takesAll, { body: body(512 * 1024) })).toMatchObject({ outcome: 'accepted' })
    expect(await receive(takesAll, { body: body(512 * 1024 + 1) })).toMatchObject({
      outcome: 'refused',
      error: { name: 'InvalidEventPayload' },
      sends: []
    })
  })

  it('end a handler that takes too long, with nothing sent', async () => {
    const host = await createHost({
      code: 'function onRequest() { Segment.track({ event: "Seen", userId: "u" }); for (;;); }',
      limitMs: 100
    })
    const network = { kind: 'exchanges' as const, exchanges: [] }
    expect(await host.receive(requestOf(), {}, network)).toMatchObject({
      outcome: 'retried',
      error: { name: 'Timeout' },
      sends: []
    })
    await host.close()
  })
})

it('refuses requests when the code has no onRequest', async () => {
  expect(await receive('async function onTrack() {}')).toMatchObject({
    outcome: 'refused',
    error: { name: 'EventNotSupported', message: 'request not supported' }
  })
})
