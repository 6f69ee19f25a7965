import { createServer } from 'node:http'
import type { IncomingHttpHeaders, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createProcess } from '../../scripts/host/process.ts'

/** Answers with what it got, except on paths that misbehave. `other` is a second server, for redirects to another host. */
interface Seen {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
}

let server: Server
let other: Server
let base: string
let otherBase: string

beforeAll(async () => {
  other = await listen()
  otherBase = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  server = await listen()
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.closeAllConnections()
  other.closeAllConnections()
  server.close()
  other.close()
})

async function listen(): Promise<Server> {
  const started = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      if (path === '/silent') return
      if (path === '/text') return response.end('plain')
      if (path === '/cookies') return response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end()
      const redirect = /^\/(30\d)/.exec(path)
      if (redirect) return response.writeHead(Number(redirect[1]), { location: `${otherBase}/target` }).end()
      const seen: Seen = { method, path, headers, body: Buffer.concat(chunks).toString() }
      return response.end(JSON.stringify(seen))
    })
  })
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  return started
}

/** What the expression gives inside a handler, as JSON; `BASE` in it is the server. */
async function evaluate(expression: string): Promise<unknown> {
  const code = `const BASE = '${base}'\nasync function onTrack() { console.log(JSON.stringify(await (${expression}))) }`
  const { logs, error } = await createProcess({ code }).invoke({ type: 'track' }, {})
  if (error) throw new Error(`${error.name}: ${error.message}`)
  return JSON.parse(logs[0]!)
}

const send = (path: string, init: string) =>
  evaluate(`fetch(BASE + '${path}', ${init}).then((r) => r.json())`) as Promise<Seen>

describe('fetch sends', () => {
  it('its own headers unless they are set', async () => {
    expect(await send('/', '{}')).toEqual({
      method: 'GET',
      path: '/',
      headers: {
        accept: '*/*',
        'accept-encoding': 'gzip,deflate',
        connection: 'close',
        host: base.slice('http://'.length),
        'user-agent': 'node-fetch/1.0 (+https://github.com/bitinn/node-fetch)'
      },
      body: ''
    })
  })

  it.each([
    ['a text', `'text'`, 'text/plain;charset=UTF-8', 'text'],
    [
      'a URLSearchParams',
      `new URLSearchParams({ a: 'b c' })`,
      'application/x-www-form-urlencoded;charset=UTF-8',
      'a=b+c'
    ],
    ['a Buffer', `Buffer.from('bytes')`, undefined, 'bytes'],
    ['a plain object, as no JSON', `{ a: 1 }`, 'text/plain;charset=UTF-8', '[object Object]']
  ])('%s', async (_name, body, type, text) => {
    const seen = await send('/', `{ method: 'post', body: ${body} }`)
    expect([seen.method, seen.headers['content-type'], seen.headers['content-length'], seen.body]).toEqual([
      'POST',
      type,
      String(text.length),
      text
    ])
  })

  it.each(['POST', 'PUT'])('a content length of 0 for %s without a body', async (method) => {
    expect((await send('/', `{ method: '${method}' }`)).headers['content-length']).toBe('0')
  })

  it('spaces and bars of a URL encoded', async () => {
    expect((await send('/a b?c=d|e', '{}')).path).toBe('/a%20b?c=d%7Ce')
  })

  it('nothing that is not ASCII, for which the host warns', async () => {
    const code = `async function onTrack() { await fetch('${base}/\u00e9') }`
    const { warnings } = await createProcess({ code }).invoke({ type: 'track' }, {})
    expect(warnings).toEqual([
      `GET ${base}/\u00e9: node-fetch 2.6.0 does not encode such characters, use encodeURIComponent`
    ])
  })
})

describe('fetch follows redirects', () => {
  const init = `{ method: 'POST', body: 'x', headers: { authorization: 'Bearer test', 'content-type': 'text/x' } }`

  it.each([301, 302, 303])(
    '%i as GET without the body, Authorization kept for another host',
    async (status) => {
      const { method, body, headers } = await send(`/${status}`, init)
      expect([method, body, headers.authorization, headers['content-type']]).toEqual([
        'GET',
        '',
        'Bearer test',
        'text/x'
      ])
    }
  )

  it.each([307, 308])('%i with method and body', async (status) => {
    const { method, body, headers } = await send(`/${status}`, init)
    expect([method, body, headers.authorization]).toEqual(['POST', 'x', 'Bearer test'])
  })

  it('unless it is told not to', async () => {
    expect(await evaluate(`fetch(BASE + '/302', { redirect: 'manual' }).then((r) => r.status)`)).toBe(302)
  })
})

describe('fetch fails', () => {
  it.each([
    [`fetch('/relative')`, 'TypeError: Only absolute URLs are supported'],
    [`fetch('ftp://example.com')`, 'TypeError: Only HTTP(S) protocols are supported'],
    [`fetch(BASE, { body: 'x' })`, 'TypeError: Request with GET/HEAD method cannot have body'],
    [
      `fetch(BASE, { method: 'HEAD', body: 'x' })`,
      'TypeError: Request with GET/HEAD method cannot have body'
    ],
    [`fetch(BASE, { signal: {} })`, 'TypeError: Expected signal to be an instanceof AbortSignal'],
    [`fetch(BASE + '/302', { redirect: 'error' })`, 'FetchError: redirect mode is set to error: '],
    [`fetch(BASE + '/text').then((r) => r.json())`, 'FetchError: invalid json response body at '],
    [
      `fetch(BASE).then(async (r) => { await r.text(); await r.text() })`,
      'TypeError: body used already for: '
    ],
    [`fetch(BASE + '/silent', { timeout: 20 })`, 'FetchError: network timeout at: ']
  ])('%s', async (call, message) => {
    await expect(evaluate(call)).rejects.toThrow(message)
  })

  it('with the type and code of what happened', async () => {
    const caught = (call: string) => evaluate(`${call}.catch(({ name, type, code }) => [name, type, code])`)
    expect(await caught(`fetch('http://127.0.0.1:1')`)).toEqual(['FetchError', 'system', 'ECONNREFUSED'])
    expect(await caught(`fetch(BASE + '/silent', { timeout: 20 })`)).toEqual([
      'FetchError',
      'request-timeout',
      null
    ])
    expect(await caught(`fetch(BASE + '/text').then((r) => r.json())`)).toEqual([
      'FetchError',
      'invalid-json',
      null
    ])
  })
})

describe('fetch has the members of node-fetch', () => {
  it('on itself', async () => {
    expect(
      await evaluate(`[
        Object.keys(fetch).sort(), fetch.default === fetch, fetch.Headers === Headers, fetch.Request === Request,
        fetch.Response === Response, fetch.isRedirect(308)
      ]`)
    ).toEqual([
      ['FetchError', 'Headers', 'Promise', 'Request', 'Response', 'default', 'isRedirect'],
      true,
      true,
      true,
      true,
      true
    ])
  })

  it('on responses, which lack newer ones', async () => {
    const absent = ['formData', 'bytes', 'type'].map((name) => `r.${name}`)
    expect(
      await evaluate(`fetch(BASE).then((r) => [
        typeof r.buffer, typeof r.textConverted, r.ok, r.redirected, typeof r.body.pipe, typeof r.body.getReader,
        [${absent}, Response.json, Response.error, Response.redirect, r.headers.getSetCookie].every((x) => x === undefined)
      ])`)
    ).toEqual(['function', 'function', true, false, 'function', 'undefined', true])
  })

  it('with several cookies in one line', async () => {
    expect(
      await evaluate(
        `fetch(BASE + '/cookies').then((r) => [r.headers.get('set-cookie'), r.headers.raw()['set-cookie']])`
      )
    ).toEqual(['a=1, b=2', ['a=1', 'b=2']])
  })
})
