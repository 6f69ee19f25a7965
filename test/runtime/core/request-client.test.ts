/** Whole requests of the shipped client against a server on loopback, with the fetch of Segment's runtime. */
import { createServer } from 'node:http'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { Deadline } from '../../../scripts/runtime/core/deadline.ts'
import { createRequestClient } from '../../../scripts/runtime/core/request-client.ts'
import type { RequestOptions } from '../../../scripts/runtime/core/request-options.ts'
import '../as-in-host.ts'

interface Seen {
  method: string | undefined
  path: string | undefined
  headers: Record<string, unknown>
  body: string
}

let seen: Seen[] = []
let url = ''
let packed: { encoding: string; body: Buffer }

const answers: Record<string, { status: number; headers?: Record<string, string>; body?: string }> = {
  '/json': { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: '{"id":1}' },
  '/text': { status: 200, headers: { 'content-type': 'text/plain' }, body: '{"id":1}' },
  '/broken': { status: 200, headers: { 'content-type': 'application/json' }, body: '{"id":' },
  '/empty': { status: 204 },
  '/missing': { status: 404, headers: { 'content-type': 'application/json' }, body: '{"message":"Unknown"}' },
  '/301': { status: 301, headers: { location: '/json' } },
  '/303': { status: 303, headers: { location: '/json' } },
  '/307': { status: 307, headers: { location: '/json' } },
  '/304': { status: 304 },
  '/see-json': { status: 302, headers: { location: '/json' } },
  '/umlaut': { status: 307, headers: { location: Buffer.from('/zoë/ü?q=ä').toString('latin1') } },
  '/elsewhere': { status: 307, headers: { location: 'https://elsewhere.example.test/take?all=1' } },
  '/loop': { status: 307, headers: { location: '/loop' } },
  '/deflated-nothing': { status: 200, headers: { 'content-encoding': 'deflate' } },
  '/nowhere': { status: 302, headers: { location: '//' } },
  '/file': { status: 302, headers: { location: 'file:///etc/passwd' } }
}

const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    const { method, url: path, headers } = request
    const { host: _host, connection: _connection, ...own } = headers
    seen.push({ method, path, headers: own, body })
    if (path === '/packed') {
      const packedHeaders = { 'content-type': 'application/json', 'content-encoding': packed.encoding }
      response.writeHead(200, packedHeaders).end(packed.body)
      return
    }
    const answer = answers[path!.split('?')[0]!] ?? { status: 200 }
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
})

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
})
beforeEach(() => {
  seen = []
})

const client = (...defaults: RequestOptions[]) =>
  createRequestClient({ deadline: new Deadline() }, ...defaults)

/** What every request has. */
const always = { accept: '*/*', 'accept-encoding': 'gzip,deflate', 'user-agent': 'Segment (Actions)' }

describe('a request', () => {
  it('has nothing but what was asked for', async () => {
    await client()(`${url}/json`)
    expect(seen).toEqual([{ method: 'GET', path: '/json', headers: always, body: '' }])
  })

  it('sends JSON', async () => {
    await client()(`${url}/json`, { method: 'post', json: { id: 1, left: undefined } })
    const headers = { ...always, 'content-type': 'application/json', 'content-length': '8' }
    expect(seen).toEqual([{ method: 'POST', path: '/json', headers, body: '{"id":1}' }])
  })

  it('sends a form', async () => {
    await client()(`${url}/json`, { method: 'post', body: new URLSearchParams({ a: 'ä &' }) })
    const type = 'application/x-www-form-urlencoded;charset=UTF-8'
    const headers = { ...always, 'content-type': type, 'content-length': '12' }
    expect(seen).toEqual([{ method: 'POST', path: '/json', headers, body: 'a=%C3%A4+%26' }])
  })

  it('adds a query, credentials, and headers in any case, of which later ones win and undefined removes', async () => {
    const defaults = { headers: { 'X-One': 'default', 'X-Two': 'default', 'User-Agent': 'Demo' } }
    await client(defaults)(`${url}/json`, {
      searchParams: { q: 'a b' },
      username: 'user',
      password: 'fake',
      headers: { 'x-one': 'own', 'X-TWO': undefined }
    })
    const authorization = `Basic ${Buffer.from('user:fake').toString('base64')}`
    const headers = { ...always, 'user-agent': 'Demo', 'x-one': 'own', authorization }
    expect(seen).toEqual([{ method: 'GET', path: '/json?q=a+b', headers, body: '' }])
  })

  it('encodes an address that is not', async () => {
    await client()(`${url}/zoë/a b?q=ü`)
    expect(seen[0]!.path).toBe('/zo%C3%AB/a%20b?q=%C3%BC')
  })
})

describe('an answer', () => {
  it.each<[string, number, string, unknown]>([
    ['/json', 200, '{"id":1}', { id: 1 }],
    ['/text', 200, '{"id":1}', '{"id":1}'],
    ['/broken', 200, '{"id":', undefined],
    ['/empty', 204, '', '']
  ])('of %s has status %i, content %j and data %j', async (path, status, content, data) => {
    const response = await client()(url + path)
    expect([response.status, response.content, response.data]).toEqual([status, content, data])
  })

  it('can still be read as node-fetch has it', async () => {
    expect(await (await client()(`${url}/json`)).json()).toEqual({ id: 1 })
  })

  it.each(['/missing', '/304'])('outside 200 to 299 is thrown: %s', async (path) => {
    const status = Number(path === '/missing' ? 404 : 304)
    await expect(client()(url + path)).rejects.toMatchObject({ name: 'HTTPError', response: { status } })
  })

  it('outside 200 to 299 is returned when the action wants to look at it', async () => {
    const { status, data } = await client()(`${url}/missing`, { throwHttpErrors: false })
    expect([status, data]).toEqual([404, { message: 'Unknown' }])
  })
})

describe('a packed answer', () => {
  it.each([
    ['gzip', gzipSync('{"id":1}')],
    ['deflate', deflateSync('{"id":1}')],
    ['deflate', deflateRawSync('{"id":1}')],
    ['br', brotliCompressSync('{"id":1}')]
  ])('with %s is unpacked', async (encoding, body) => {
    packed = { encoding, body }
    expect((await client()(`${url}/packed`)).data).toEqual({ id: 1 })
  })

  it('of nothing is nothing', async () => {
    const { status, content } = await client()(`${url}/deflated-nothing`)
    expect([status, content]).toEqual([200, ''])
  })
})

describe('a redirect', () => {
  it.each([
    ['/see-json', 'get'],
    ['/303', 'head'],
    ['/307', 'post'],
    ['/307', 'put']
  ])('by %s of a %s request is followed: method, body and headers stay', async (path, method) => {
    const body = ['get', 'head'].includes(method) ? {} : { json: {} }
    await client({ headers: { authorization: 'fake' } })(url + path, { method, ...body })
    expect(
      seen.map(({ method, path, body, headers }) => [method, path, body, headers.authorization])
    ).toEqual([
      [method.toUpperCase(), path, 'json' in body ? '{}' : '', 'fake'],
      [method.toUpperCase(), '/json', 'json' in body ? '{}' : '', 'fake']
    ])
  })

  it('is encoded as an address is', async () => {
    await client()(`${url}/umlaut`)
    expect(seen[1]!.path).toBe('/zo%C3%AB/%C3%BC?q=%C3%A4')
  })

  it.each([
    ['/301', 'post', 'which loses the body of a POST'],
    ['/303', 'put', 'which loses the body of a PUT'],
    ['/elsewhere', 'get', 'where neither the event nor its keys are sent'],
    ['/nowhere', 'post', 'which is no web address'],
    ['/file', 'post', 'which is no web address']
  ])(
    'by %s of a %s request is refused, even when the action looks at the status: %s',
    async (path, method, why) => {
      const asked = client()(url + path, { method, throwHttpErrors: false })
      await expect(asked).rejects.toMatchObject({
        name: 'IntegrationError',
        status: Number(answers[path]!.status),
        message: expect.stringMatching(
          new RegExp(`^the address at ${url} redirects to .*, ${why}: correct it$`)
        )
      })
      expect(seen).toHaveLength(1)
    }
  )

  it('is told without its query', async () => {
    await expect(client()(`${url}/elsewhere?key=1`)).rejects.toThrow(
      `the address at ${url} redirects to https://elsewhere.example.test/take (HTTP 307)`
    )
  })

  it('without end is given up', async () => {
    await expect(client()(`${url}/loop`)).rejects.toMatchObject({ name: 'FetchError', type: 'max-redirect' })
    expect(seen).toHaveLength(21)
  })

  it('that leads to no web address is an answer for an action that does not follow', async () => {
    const response = await client()(`${url}/307`, { redirect: 'manual', throwHttpErrors: false })
    expect([response.status, response.headers.get('location')]).toEqual([307, `${url}/json`])
    expect(seen).toHaveLength(1)
  })
})
