import http, { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import nodeFetch from 'node-fetch'
import { actionsCore } from '../../scripts/shared/actions-core.ts'
import type { Exchange } from '../../scripts/host/exchange.ts'
import { openNetwork } from '../../scripts/host/network.ts'
import type { OpenNetwork } from '../../scripts/host/network.ts'

const url = 'https://api.example.com/leads'
const post = (body: string, type = 'application/json') =>
  nodeFetch(url, { method: 'POST', body, headers: { 'content-type': type } })

let network: OpenNetwork | undefined
const open = (exchanges: Exchange[]) => (network = openNetwork({ kind: 'exchanges', exchanges }))

afterEach(() => {
  network?.close()
  network = undefined
})

/** Closes the network under test and reports. */
function close() {
  const report = network!.close()
  network = undefined
  return report
}

describe('exchanges', () => {
  it('answer the first request that is theirs, each once', async () => {
    const request = { method: 'POST', url, json: { a: 1 } }
    open([
      { request, reply: { status: 201, json: { n: 1 }, headers: { 'x-id': '7' } } },
      { request, reply: { status: 429, text: 'slow down' } }
    ])
    const [first, second] = [await post('{"a":1}'), await post('{ "a": 1 }')]
    expect([
      first.status,
      first.headers.get('content-type'),
      first.headers.get('x-id'),
      await first.json()
    ]).toEqual([201, 'application/json', '7', { n: 1 }])
    expect([second.status, second.headers.get('content-type'), await second.text()]).toEqual([
      429,
      null,
      'slow down'
    ])
    const { requests, exchanges } = close()
    expect(requests.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', url, '{"a":1}'],
      ['POST', url, '{ "a": 1 }']
    ])
    expect(exchanges).toEqual({ unused: [], unmatched: [] })
  })

  it('end although the connection is asked to be kept', async () => {
    open([{ request: { method: 'GET', url }, reply: { status: 200, text: 'done' } }])
    const answer = await nodeFetch(url, { headers: { Connection: 'keep-alive' } })
    expect(await answer.text()).toBe('done')
  })

  it('may set the content type of JSON', async () => {
    open([
      {
        request: { method: 'GET', url },
        reply: { status: 200, json: [], headers: { 'Content-Type': 'application/problem+json' } }
      }
    ])
    expect((await nodeFetch(url)).headers.raw()).toEqual({ 'content-type': ['application/problem+json'] })
  })

  it('that nothing used, and requests that nothing expects, are reported with what is nearest', async () => {
    open([
      { request: { method: 'GET', url }, reply: { status: 200 } },
      { request: { method: 'POST', url, json: { a: 1 } }, reply: { status: 200 } }
    ])
    await expect(post('{"a":2}')).rejects.toThrow(
      `request to ${url} failed, reason: no exchange expects POST ${url}`
    )
    await post('{"a":1}')
    await expect(post('{"a":1}')).rejects.toThrow(nodeFetch.FetchError)
    expect(close().exchanges).toEqual({
      unused: [0],
      unmatched: [
        {
          request: 0,
          nearest: {
            exchange: 1,
            used: false,
            differences: [{ part: 'body', message: 'body.a: expected 1, sent 2' }]
          }
        },
        { request: 2, nearest: { exchange: 1, used: true, differences: [] } }
      ]
    })
  })

  it('none: every request fails, whatever its method, and has nothing near it', async () => {
    open([])
    for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'PURGE'])
      await expect(nodeFetch(url, { method })).rejects.toThrow(nodeFetch.FetchError)
    expect(close().exchanges).toEqual({
      unused: [],
      unmatched: [0, 1, 2, 3, 4].map((request) => ({ request }))
    })
  })

  it('fail as connections do', async () => {
    open([
      { request: { method: 'GET', url }, fault: 'reset' },
      { request: { method: 'GET', url }, fault: 'refused' },
      { request: { method: 'GET', url }, fault: 'timeout' }
    ])
    const code = () =>
      nodeFetch(url).catch((error: { type: string; code: string }) => [error.type, error.code])
    expect([await code(), await code(), await code()]).toEqual([
      ['system', 'ECONNRESET'],
      ['system', 'ECONNREFUSED'],
      ['system', 'ETIMEDOUT']
    ])
  })

  it.each([
    ['[object Object]', 'application/json'],
    ['{"a":', 'application/json; charset=utf-8'],
    ['a=1&b=%20', 'application/x-www-form-urlencoded'],
    ['text with é', 'text/plain']
  ])('record the exact text %s of %s', async (body, type) => {
    open([
      {
        request: { method: 'POST', url, text: body, headers: { 'Content-Type': type } },
        reply: { status: 200 }
      }
    ])
    await post(body, type)
    expect(close().requests[0]?.body).toBe(body)
  })

  it('record bytes that are no text in hex', async () => {
    open([{ request: { method: 'POST', url, text: 'fffe00' }, reply: { status: 200 } }])
    await nodeFetch(url, { method: 'POST', body: Buffer.from([0xff, 0xfe, 0]) })
    expect(close().exchanges).toEqual({ unused: [], unmatched: [] })
  })

  it('are asked in the order in which requests were sent at the same time', async () => {
    const requests = Array.from({ length: 12 }, (_, i) => ({
      method: i % 3 === 0 ? 'GET' : 'POST',
      url: `https://api.example.com/${i}`,
      ...(i % 3 === 0 ? {} : { json: i })
    }))
    open(requests.map((request) => ({ request, reply: { status: 200 } })))
    await Promise.all(
      requests.map(({ method, url, json }) =>
        nodeFetch(url, { method, ...(json === undefined ? {} : { body: String(json) }) })
      )
    )
    expect(close().requests.map((request) => request.url)).toEqual(requests.map((request) => request.url))
  })

  it('follow a redirect through the next exchange', async () => {
    open([
      {
        request: { method: 'POST', url, json: 1 },
        reply: { status: 303, headers: { location: 'https://example.com/x' } }
      },
      { request: { method: 'GET', url: 'https://example.com/x' }, reply: { status: 200, text: 'done' } }
    ])
    expect(await (await post('1')).text()).toBe('done')
  })

  it('answer the requests of the reference engine', async () => {
    open([
      {
        request: {
          method: 'POST',
          url: `${url}?q=1`,
          json: { a: 1 },
          headers: { authorization: 'Bearer test' }
        },
        reply: { status: 200, json: { id: 'x' } }
      },
      { request: { method: 'GET', url }, fault: 'timeout' }
    ])
    const request = actionsCore.createRequestClient({ headers: { authorization: 'Bearer test' } })
    const response = await request(url, { method: 'post', json: { a: 1 }, searchParams: { q: '1' } })
    expect(response.data).toEqual({ id: 'x' })
    await expect(request(url)).rejects.toThrow('the vendor never answers')
    expect(close().exchanges).toEqual({ unused: [], unmatched: [] })
  })
})

it('answers 200 {}, and otherwise where a text in the address has an answer of its own', async () => {
  network = openNetwork({ kind: 'ok', besides: [{ to: '/token', reply: { status: 401, text: 'no' } }] })
  const answers = [await nodeFetch(url), await nodeFetch('https://api.example.com/v1/token?x=1')]
  expect(answers.map(({ status }) => status)).toEqual([200, 401])
})

it('ok answers everything with an empty object', async () => {
  network = openNetwork({ kind: 'ok' })
  const response = await nodeFetch('http://127.0.0.1:1/anything?a=1', { method: 'PATCH', body: 'x' })
  expect([response.status, response.headers.get('content-type'), await response.json()]).toEqual([
    200,
    'application/json',
    {}
  ])
  expect(close().requests.map(({ method, url, body }) => [method, url, body])).toEqual([
    ['PATCH', 'http://127.0.0.1:1/anything?a=1', 'x']
  ])
})

describe('beside a real server', () => {
  const server = createServer((request, response) => {
    if (request.url === '/redirect') response.writeHead(302, { location: '/end' })
    response.end('real')
  })
  let address: string

  beforeEach(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })

  afterEach(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  it('nothing gets out while a mocked network is open, and everything after', async () => {
    open([])
    await expect(nodeFetch(address)).rejects.toThrow('no exchange expects GET')
    await expect(fetch(address)).rejects.toThrow('no exchange expects GET')
    const direct = new Promise((resolve, reject) => http.get(address, resolve).on('error', reject))
    await expect(direct).rejects.toThrow('no exchange expects GET')
    expect(close().requests).toHaveLength(3)
    expect(await (await nodeFetch(address)).text()).toBe('real')
  })

  it('live really sends, and records what it sends', async () => {
    const seen: string[] = []
    network = openNetwork({ kind: 'live' }, (request) => seen.push(request.url))
    const response = await nodeFetch(`${address}/redirect`, { method: 'POST', body: '{"a":1}' })
    expect(await response.text()).toBe('real')
    const { requests, exchanges } = close()
    expect(requests.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', `${address}/redirect`, '{"a":1}'],
      ['GET', `${address}/end`, undefined]
    ])
    expect([seen, exchanges]).toEqual([[`${address}/redirect`, `${address}/end`], undefined])
  })
})
