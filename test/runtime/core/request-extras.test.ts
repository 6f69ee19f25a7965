/** What few actions ask of the request client, beside actions-core's own, against a server on loopback. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import nodeFetch from 'node-fetch'
import { Deadline } from '../../../scripts/runtime/core/deadline.ts'
import { mergingRequests } from '../../../scripts/runtime/core/merge-requests.ts'
import { around, createRequestClient as createOwnClient } from '../../../scripts/runtime/core/own-client.ts'
import { createRequestClient } from '../../../scripts/runtime/core/request-client.ts'
import { richRequests } from '../../../scripts/runtime/core/request-extras.ts'
import { actionsCore } from '../../../scripts/shared/actions-core.ts'
import '../as-in-host.ts'

let seen: { method?: string; path?: string; headers: Record<string, unknown>; body: string }[] = []
let url = ''

const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    const { host: _host, connection: _connection, ...headers } = request.headers
    seen.push({ method: request.method!, path: request.url!, headers, body })
    if (request.url!.startsWith('/never')) return
    const status = request.url!.startsWith('/refused') ? 422 : 200
    response
      .writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'r-1', date: 'today' })
      .end('{"id":1}')
  })
})
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  seen = []
})

type Options = Record<string, unknown>
type Client = (url: string, options?: Options) => Promise<Record<string, unknown>>

/** As the compiler joins them for a definition whose `extendRequest` gives these. */
const compiled = (defaults: Options): Client => {
  const client = createRequestClient({ deadline: new Deadline() }, defaults)
  return richRequests(mergingRequests(client, defaults), defaults) as unknown as Client
}

/** As an action gets it from actions-core, which notes what was asked beside the answer. */
const reference = (defaults: Options): Client =>
  actionsCore.createRequestClient(defaults, {
    afterResponse: [
      (request: unknown, options: unknown, response: object) => Object.assign(response, { request, options })
    ]
  } as object) as unknown as Client

interface Asked {
  request: { method: string; url: string; json(): Promise<unknown> }
  options: { method?: string; searchParams?: unknown; json?: unknown }
}

async function outcome(
  make: (defaults: Options) => Client,
  use: (client: Client) => unknown,
  defaults: Options
) {
  seen = []
  let result: unknown
  try {
    result = await use(make(defaults))
  } catch (error) {
    const { name, code, message, response } = error as Error & {
      code?: string
      response?: { status: number }
    }
    const { request } = error as Asked
    result = { name, code, message, status: response?.status, method: request.method, url: request.url }
  }
  return { result, seen }
}

const cases: [string, (client: Client) => unknown, Options?][] = [
  [
    'Headers as headers',
    (client) => client(`${url}/a`, { headers: new nodeFetch.Headers({ 'X-Key': 'k', Accept: 'text/csv' }) }),
    { headers: { 'x-key': 'default', 'x-other': 'o' } }
  ],
  ['pairs as headers', (client) => client(`${url}/a`, { headers: [['X-Key', 'k']] })],
  [
    'a header taken away again',
    (client) => client(`${url}/a`, { headers: { Authorization: undefined } }),
    { headers: { authorization: 'Bearer t' } }
  ],
  [
    'queries and bodies that are joined',
    (client) => client(`${url}/a`, { method: 'post', json: { b: { d: 2 } }, searchParams: { q: '2' } }),
    { json: { a: 1, b: { c: 1 } }, searchParams: { p: '1' } }
  ],
  [
    'a change before the request',
    (client) =>
      client(`${url}/a`, {
        method: 'post',
        headers: { 'X-Key': 'k' },
        json: { a: 1 },
        beforeRequest: [({ method }: Options) => ({ headers: { 'x-key': `changed ${String(method)}` } })]
      }),
    { beforeRequest: [() => ({ headers: { 'x-first': '1' } }), () => undefined] }
  ],
  [
    'another response after it',
    async (client) => (await client(`${url}/refused`, { method: 'put', throwHttpErrors: false })).status,
    {
      afterResponse: [
        (request: { method: string; url: string }, options: Options, response: { status: number }) => {
          seen.push({
            method: request.method,
            path: `${String(options.method).toUpperCase()} ${response.status}`,
            headers: {},
            body: ''
          })
        }
      ]
    }
  ],
  [
    'what was asked beside the answer',
    async (client) => {
      const { request, options } = (await client(`${url}/a?x=1`, {
        method: 'patch',
        json: { a: 1 }
      })) as unknown as Asked
      return [request.method, request.url, await request.json(), options.json]
    }
  ],
  [
    'the headers as JSON',
    async (client) => {
      const { headers } = (await client(`${url}/a`)) as unknown as {
        headers: { toJSON(): Record<string, unknown> }
      }
      const { 'x-request-id': id, 'content-type': type } = headers.toJSON()
      return [id, type, (JSON.parse(JSON.stringify(headers)) as Record<string, unknown>)['x-request-id']]
    }
  ],
  [
    'headers, body and limit as hooks find them',
    async (client) => {
      const { request, options } = (await client(`${url}/a`, {
        method: 'post',
        username: 'ada',
        password: 'pw',
        json: { a: 1 }
      })) as unknown as Record<'request' | 'options', { headers: Headers; body: unknown; timeout: number }>
      const of = (headers: Headers) =>
        ['user-agent', 'authorization', 'content-type', 'x-key'].map((name) => headers.get(name))
      return [of(request.headers), of(options.headers), options.body, options.timeout]
    },
    { headers: { 'X-Key': 'k' } }
  ],
  [
    'a key that a hook puts in the place of the one that was asked for',
    (client) => client(`${url}/a`, { username: 'ada', password: 'pw' }),
    {
      beforeRequest: [
        ({ headers }: { headers: Headers }) => ({
          headers: { authorization: `Signed ${headers.get('authorization')?.length}` }
        })
      ]
    }
  ],
  [
    'a body that a hook adds to',
    (client) => client(`${url}/a`, { method: 'post', json: { order: { id: 'o-1', tags: ['a'] } } }),
    { beforeRequest: [() => ({ json: { order: { tags: ['b'] }, version: 2 }, searchParams: { v: '2' } })] }
  ],
  ['a refusal', (client) => client(`${url}/refused`, { method: 'put' })],
  ['a request that takes too long', (client) => client(`${url}/never`, { method: 'post', timeout: 50 })]
]

it.each(cases)("does with %s what actions-core's client does", async (_, use, defaults = {}) => {
  const plain = ({ result, seen: requests }: Awaited<ReturnType<typeof outcome>>): unknown => ({
    // Of a response only what the case asks for.
    result: result !== null && typeof result === 'object' && 'headers' in result ? 'response' : result,
    requests
  })
  const ours = plain(await outcome(compiled, use, defaults))
  expect(ours).toEqual(plain(await outcome(reference, use, defaults)))
  expect(ours).not.toMatchObject({ requests: [] })
})

const circular: Options = {}
circular.self = circular

it.each<[string, string, Options]>([
  ['a header that cannot be sent', '/a', { headers: { 'X-Name': 'Zoë ☕' } }],
  ['a header in two lines', '/a', { headers: { 'X-Name': 'a\r\nX-Evil: 1' } }],
  ['a header with a blank in its name', '/a', { headers: { 'X Name': 'a' } }],
  ['a body that may not be sent', '/a', { method: 'get', body: 'a' }],
  ['JSON that may not be sent', '/a', { method: 'head', json: { a: 1 } }],
  ['JSON that refers to itself', '/a', { method: 'post', json: circular }],
  ['a wrong port', ':x/a', {}],
  ['a request that the vendor refuses', '/refused', {}],
  ['a request that the vendor takes', '/a', { method: 'post', json: { a: 1 }, headers: { 'X-Name': 'Zoë' } }]
])('throws at once or later, as actions-core does, for %s', async (_, path, options) => {
  const when = async (client: Client): Promise<string> => {
    const address = url.replace(/:\d+$/, path.startsWith(':') ? '' : '$&') + path
    let answer: Promise<unknown>
    try {
      answer = client(address, options)
    } catch (error) {
      return `at once: ${(error as Error).name}`
    }
    await answer.catch(() => undefined)
    return 'later'
  }
  const plain = createRequestClient({ deadline: new Deadline() }, {}) as unknown as Client
  const expected = await when(reference({}))
  expect([await when(plain), await when(compiled({}))]).toEqual([expected, expected])
})

it("does with clients of an action's own what actions-core's do", async () => {
  Deadline.latest = new Deadline()
  const defaults = [
    {
      headers: { 'x-key': 'first' },
      json: { list: [1], at: { first: true } },
      beforeRequest: [() => undefined]
    },
    {
      headers: { 'X-KEY': 'second' },
      json: { list: [2], at: { second: true } },
      beforeRequest: [({ headers }: { headers: Headers }) => ({ headers: { 'x-saw': headers.get('x-key') } })]
    }
  ]
  const send = async (create: (...defaults: object[]) => unknown) => {
    seen = []
    const client = create(...defaults) as Client
    await client(`${url}/a`, { method: 'put', json: { at: { third: true } } })
    return seen
  }
  // As the compiler does where a definition names hooks.
  around.push(richRequests)
  try {
    const ours = await send(createOwnClient as never)
    expect(ours).toEqual(await send(actionsCore.createRequestClient as never))
    expect(ours).toMatchObject([{ headers: { 'x-saw': 'second' }, body: expect.stringContaining('third') }])
  } finally {
    around.pop()
  }
})

it('makes a client of its own within the time of the call, without what extendRequest says', async () => {
  Deadline.latest = new Deadline(100)
  const client = createOwnClient({ headers: { authorization: 'Bearer own' } })
  await expect(client(`${url}/a`)).rejects.toMatchObject({ name: 'RequestTimeoutError' })

  Deadline.latest = new Deadline()
  expect((await client(`${url}/a`)).data).toEqual({ id: 1 })
  expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer own'])
})
