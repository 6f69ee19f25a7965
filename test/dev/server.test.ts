/** The server called in-process: how events come in, what the API says of them, and who may talk to it. */
import { readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Hono } from 'hono'
import { createApp } from '../../scripts/dev/server.ts'
import { Session } from '../../scripts/dev/session.ts'
import { replayFixtures } from '../../scripts/replay/index.ts'
import { definition, order, shopProject } from './project.ts'

const now = Date.parse('2026-03-04T05:06:07.000Z')
let root: string
let session: Session
let app: Hono

async function open(options: Partial<Parameters<typeof Session.open>[0]> = {}): Promise<void> {
  root = await shopProject()
  session = await Session.open({ root, now: () => now, ...options })
  app = createApp(session)
}

const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  app.request(url, {
    method: 'POST',
    headers,
    body: Buffer.isBuffer(body)
      ? new Uint8Array(body)
      : typeof body === 'string'
        ? body
        : JSON.stringify(body)
  })

interface Listed {
  id: number
  event: Record<string, unknown>
  receivedAt: string
  warnings: string[]
  results: Record<string, unknown>[]
}
const list = async (after = 0): Promise<Listed[]> =>
  (await (await app.request(`/api/events?after=${after}`)).json()) as Listed[]

beforeEach(() => open())
afterEach(() => session.close())

describe('the tracking API', () => {
  it('takes a call, hands it to the function, and lists what became of it', async () => {
    const answer = await post('/v1/track', { ...order, type: undefined, writeKey: 'key', messageId: 'm-1' })
    expect([answer.status, await answer.json()]).toEqual([200, { success: true }])
    expect(await list()).toEqual([
      {
        id: 1,
        event: {
          channel: 'server',
          context: {},
          event: 'Order Completed',
          messageId: 'm-1',
          originalTimestamp: '2026-03-04T05:06:07.000Z',
          projectId: 'local',
          properties: { order_id: 'A-1' },
          receivedAt: '2026-03-04T05:06:07.000Z',
          sentAt: '2026-03-04T05:06:07.000Z',
          timestamp: '2026-03-04T05:06:07.000Z',
          type: 'track',
          userId: 'user_1',
          version: 2
        },
        from: 'HTTP API',
        receivedAt: '2026-03-04T05:06:07.000Z',
        warnings: [],
        pending: 0,
        results: [
          {
            function: 'shop',
            outcome: 'delivered',
            error: null,
            presets: ['Orders'],
            requests: [
              {
                method: 'POST',
                url: 'https://api.shop.example/orders',
                headers: expect.objectContaining({ authorization: 'Bearer example_apiKey' }),
                body: '{"id":"A-1","user":"user_1"}'
              }
            ],
            logs: [],
            warnings: [],
            vendor: { kind: 'simulated', reply: { status: 200, json: {} }, delayMs: 0 },
            durationMs: expect.any(Number)
          }
        ]
      }
    ])
    expect(await list(1)).toEqual([])
  })

  it.each([
    ['t', 'track'],
    ['i', 'identify'],
    ['p', 'page'],
    ['s', 'screen'],
    ['g', 'group'],
    ['a', 'alias'],
    ['identify', 'identify']
  ])('/v1/%s is %s', async (call, type) => {
    await post(`/v1/${call}`, { userId: 'user_1', writeKey: 'key' })
    expect((await list()).map(({ event }) => event.type)).toEqual([type])
  })

  it('takes a batch, gzipped, with what it says for all, and corrects the clock', async () => {
    const batch = {
      sentAt: '2026-03-04T04:00:10.000Z',
      context: { library: { name: '@segment/analytics-node', version: '3.1.0' } },
      batch: [
        { ...order, timestamp: '2026-03-04T04:00:00.000Z', context: { locale: 'de' } },
        { type: 'identify', userId: 'user_1' }
      ]
    }
    const authorization = `Basic ${Buffer.from('key:').toString('base64')}`
    const answer = await post('/v1/batch', gzipSync(JSON.stringify(batch)), {
      authorization,
      'content-encoding': 'gzip'
    })
    expect(answer.status).toBe(200)
    const [track, identify] = await list()
    expect(track).toMatchObject({
      warnings: [],
      event: {
        timestamp: '2026-03-04T05:05:57.000Z',
        originalTimestamp: '2026-03-04T04:00:00.000Z',
        channel: 'server',
        context: { library: { name: '@segment/analytics-node' }, locale: 'de' }
      }
    })
    expect(identify!.event.type).toBe('identify')
  })

  it("takes sendBeacon's text/plain, and adds a browser's address", async () => {
    const page = { origin: 'http://localhost:3000', 'content-type': 'text/plain' }
    const answer = await post('/v1/t', { event: 'Left', anonymousId: 'a-1', writeKey: 'key' }, page)
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:3000')
    expect((await list())[0]!.event).toMatchObject({ channel: 'client', context: { ip: '127.0.0.1' } })
  })

  it.each([
    ['an event over 32 KB', '/v1/track', { ...order, properties: { text: 'x'.repeat(33_000) } }],
    ['a batch with an event over 32 KB', '/v1/batch', { batch: [{ ...order, text: 'x'.repeat(33_000) }] }],
    ['a batch over 500 KB', '/v1/batch', { batch: Array(30).fill({ ...order, text: 'x'.repeat(20_000) }) }],
    ['what is no JSON', '/v1/track', '{"type":'],
    ['a batch without a list', '/v1/batch', {}]
  ])('refuses %s with 400', async (_, url, body) => {
    const answer = await post(url, body)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ success: false, message: expect.any(String) })
    expect(await list()).toEqual([])
  })

  it('says when an event came without a write key', async () => {
    await post('/v1/track', order)
    expect((await list())[0]!.warnings).toEqual([
      'it came without a write key: Segment would take it and drop it'
    ])
  })

  it('gives a snippet the SDK, and settings that lead back here', async () => {
    const settings = await app.request('http://127.0.0.1:4020/v1/projects/key/settings')
    expect(await settings.json()).toMatchObject({
      integrations: { 'Segment.io': { apiKey: 'key', apiHost: '127.0.0.1:4020/v1', protocol: 'http' } }
    })
    const sdk = await app.request('/analytics.js/v1/key/analytics.min.js')
    expect(sdk.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(await sdk.text()).toContain('analytics')
  })
})

describe('its own API', () => {
  it('sends an event and answers with what became of it; sends it again', async () => {
    const sent = (await (await post('/api/events', order)).json()) as Listed
    expect(sent).toMatchObject({ id: 1, results: [{ function: 'shop', outcome: 'delivered' }] })
    const again = (await (await post('/api/events/1/resend', '')).json()) as Listed
    expect(again).toMatchObject({ id: 2, event: sent.event, results: [{ outcome: 'delivered' }] })
  })

  it('says which part of a condition failed, and where values come from', async () => {
    await post('/api/events', { ...order, event: 'order completed' })
    await post('/api/events', order)
    const explained = async (id: number) =>
      ((await (await app.request(`/api/events/${id}`)).json()) as { explanation: unknown }).explanation
    expect(await explained(1)).toMatchObject([
      { taken: [], passed: [{ preset: 'Orders', failed: [{ path: 'event', wanted: ['Order Completed'] }] }] }
    ])
    expect(await explained(2)).toMatchObject([
      {
        taken: [
          { preset: 'Orders', fields: [{ field: 'id', value: 'A-1', path: '$.properties.order_id' }, {}] }
        ]
      }
    ])
  })

  it.each([
    [{ status: 503 }, 'retried'],
    [{ status: 400, json: { message: 'no' } }, 'discarded'],
    [{ fault: 'reset' }, 'retried'],
    [{ status: 200, delayMs: 30 }, 'delivered']
  ])('with a vendor that answers %j the event is %s', async (vendor, outcome) => {
    await app.request('/api/functions/shop/vendor', { method: 'PUT', body: JSON.stringify(vendor) })
    const sent = (await (await post('/api/events', order)).json()) as Listed
    expect(sent.results[0]!.outcome).toBe(outcome)
    if ('delayMs' in vendor) expect(sent.results[0]!.durationMs).toBeGreaterThanOrEqual(vendor.delayMs - 1)
  })

  it('keeps settings for its owner alone, and never shows them', async () => {
    const body = JSON.stringify({ apiKey: 's3cret-of-the-shop' })
    await app.request('/api/functions/shop/settings', { method: 'PUT', body })
    const kept = path.join(root, '.dev/settings.json')
    expect(JSON.parse(await readFile(kept, 'utf8'))).toEqual({ shop: { apiKey: 's3cret-of-the-shop' } })
    expect((await stat(kept)).mode & 0o777).toBe(0o600)
    await post('/api/events', { ...order, context: { note: 's3cret-of-the-shop' } })
    const shown = [
      await list(),
      await (await app.request('/api/state')).json(),
      session.explain(order as never)
    ]
    expect(JSON.stringify(shown)).toContain('Bearer [apiKey]')
    expect(JSON.stringify(shown)).not.toContain('s3cret')
  })

  it('refuses a setting that the function does not have', async () => {
    const answer = await app.request('/api/functions/shop/settings', {
      method: 'PUT',
      body: '{"apikey":"x"}'
    })
    expect([answer.status, await answer.json()]).toEqual([
      400,
      {
        error: {
          code: 'event',
          message: 'settings of shop:1:28: apikey is no setting of shop.',
          hint: 'Did you mean "apiKey"?'
        }
      }
    ])
  })

  it('saves a fixture that replays, without secrets and, if wished, without personal data', async () => {
    const body = JSON.stringify({ apiKey: 's3cret-of-the-shop' })
    await app.request('/api/functions/shop/settings', { method: 'PUT', body })
    await post('/api/events', {
      ...order,
      context: { traits: { email: 'peter@acme.example', name: 'Peter' } }
    })
    const answer = await post('/api/events/1/fixture', { replacePersonal: true })
    const file = 'fixtures/shop/kept-track-order-completed.json'
    const text = await readFile(path.join(root, file), 'utf8')
    expect([answer.status, await answer.json()]).toEqual([201, { file, text }])
    expect(text).not.toMatch(/s3cret|peter/i)
    expect(JSON.parse(text)).toMatchObject({
      settings: { apiKey: 'example_apiKey' },
      event: {
        userId: 'user_0001',
        context: { traits: { email: 'jane.doe@example.com', name: 'Jane Doe' } }
      },
      exchanges: [
        {
          request: {
            method: 'POST',
            url: 'https://api.shop.example/orders',
            headers: { authorization: 'Bearer example_apiKey' },
            json: { id: 'A-1', user: 'user_0001' }
          },
          reply: { status: 200, json: {} }
        }
      ],
      expect: { outcome: 'delivered' }
    })
    expect(await replayFixtures({ root })).toMatchObject({ passed: 1, failed: 0 })
  }, 30_000)

  it('streams the state, then a row for each event with what became of it', async () => {
    await post('/api/events', order)
    const stream = await app.request('/api/stream?after=0')
    const reader = stream.body!.getReader()
    let text = ''
    while (!text.includes('event: rows')) text += Buffer.from((await reader.read()).value!).toString('utf8')
    await reader.cancel()
    expect(text).toMatch(/^event: state\ndata: \{/)
    const rows = /^event: rows\ndata: (.*)$/m.exec(text)![1]!
    expect(JSON.parse(rows)).toEqual([
      {
        ...{ id: 1, type: 'track', title: 'Order Completed', detail: 'user_1', from: 'this page' },
        receivedAt: '2026-03-04T05:06:07.000Z',
        marks: [{ function: 'shop', mark: 'delivered', presets: ['Orders'] }],
        pending: 0
      }
    ])
  })
})

describe('who may talk to it', () => {
  const refused: [string, string, RequestInit][] = [
    ['a name that was made to lead here', '/api/events', { headers: { host: 'attack.example:4020' } }],
    ['another page that reads', '/api/events', { headers: { origin: 'http://localhost:3000' } }],
    ['a script tag of another page', '/api/events', { headers: { 'sec-fetch-site': 'cross-site' } }],
    [
      'a form of another page',
      '/api/events',
      { method: 'POST', headers: { origin: 'https://attack.example' }, body: '{"type":"track"}' }
    ],
    ['a page without an origin', '/v1/t', { method: 'POST', headers: { origin: 'null' }, body: '{}' }],
    [
      'a page elsewhere that sends',
      '/v1/t',
      { method: 'POST', headers: { origin: 'https://attack.example' }, body: '{}' }
    ]
  ]
  it.each(refused)('refuses %s', async (_, url, init) => {
    const answer = await app.request(`http://127.0.0.1:4020${url}`, init)
    expect(answer.status).toBe(403)
    expect(answer.headers.get('access-control-allow-origin')).toBe(null)
    expect(await list()).toEqual([])
  })

  it('lets its own page do both', async () => {
    const headers = { host: '127.0.0.1:4020', origin: 'http://127.0.0.1:4020' }
    expect((await app.request('http://127.0.0.1:4020/api/events', { headers })).status).toBe(200)
  })
})

describe('a definition under work', () => {
  const mended = (change: (text: string) => string) =>
    writeFile(path.join(root, 'destinations/shop/index.ts'), change(definition))
  const nextState = () =>
    new Promise<void>((resolve) => {
      const stop = session.onHappening(({ kind }) => {
        if (kind !== 'state') return
        stop()
        resolve()
      })
    })

  it('serves the last good build while it is broken, and says where; the next good one is taken', async () => {
    let told = nextState()
    await mended((text) => text.replace('actions: {', 'actions: {{'))
    await told
    expect(session.unit('shop').error).toEqual({
      message: expect.stringMatching(/^destinations\/shop\/index\.ts:\d+:\d+: /),
      hint: 'Mend the file; `npm run types` shows more.'
    })
    expect(await (await post('/api/events', order)).json()).toMatchObject({
      results: [{ outcome: 'delivered' }]
    })
    told = nextState()
    await mended((text) => text.replace('/orders', '/v2/orders'))
    await told
    expect(session.unit('shop').error).toBe(undefined)
    expect(await (await post('/api/events', order)).json()).toMatchObject({
      results: [{ requests: [{ url: 'https://api.shop.example/v2/orders' }] }]
    })
  })

  it('does not start live without the settings', async () => {
    await expect(Session.open({ root, live: ['shop'] })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('the required setting "API key" (apiKey) is missing')
    })
  })
})
