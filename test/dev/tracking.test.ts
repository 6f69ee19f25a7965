/** How events come in: the tracking API as SDKs use it, its limits and its answers. */
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { order } from './project.ts'
import { serveShop } from './served.ts'
import type { Served } from './served.ts'

let shop: Served
beforeEach(async () => void (shop = await serveShop()))
afterEach(() => shop.session.close())

it('takes a call, hands it to the function, and lists what became of it', async () => {
  const answer = await shop.post('/v1/track', {
    ...order,
    type: undefined,
    writeKey: 'key',
    messageId: 'm-1'
  })
  expect([answer.status, await answer.json()]).toEqual([200, { success: true }])
  expect(await shop.list()).toEqual([
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
  expect(await shop.list(1)).toEqual([])
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
  await shop.post(`/v1/${call}`, { userId: 'user_1', writeKey: 'key' })
  expect((await shop.list()).map(({ event }) => event.type)).toEqual([type])
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
  const answer = await shop.post('/v1/batch', gzipSync(JSON.stringify(batch)), {
    authorization,
    'content-encoding': 'gzip'
  })
  expect(answer.status).toBe(200)
  const [track, identify] = await shop.list()
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
  const answer = await shop.post('/v1/t', { event: 'Left', anonymousId: 'a-1', writeKey: 'key' }, page)
  expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:3000')
  expect((await shop.list())[0]!.event).toMatchObject({ channel: 'client', context: { ip: '127.0.0.1' } })
})

it.each([
  ['an event over 32 KB', '/v1/track', { ...order, properties: { text: 'x'.repeat(33_000) } }],
  ['a batch with an event over 32 KB', '/v1/batch', { batch: [{ ...order, text: 'x'.repeat(33_000) }] }],
  ['a batch over 500 KB', '/v1/batch', { batch: Array(30).fill({ ...order, text: 'x'.repeat(20_000) }) }],
  ['what is no JSON', '/v1/track', '{"type":'],
  ['a batch without a list', '/v1/batch', {}]
])('refuses %s with 400', async (_, url, body) => {
  const answer = await shop.post(url, body)
  expect(answer.status).toBe(400)
  expect(await answer.json()).toEqual({ success: false, message: expect.any(String) })
  expect(await shop.list()).toEqual([])
})

it('says when an event came without a write key', async () => {
  await shop.post('/v1/track', order)
  expect((await shop.list())[0]!.warnings).toEqual([
    'it came without a write key: Segment would take it and drop it'
  ])
})

it('gives a snippet the SDK, and settings that lead back here', async () => {
  const settings = await shop.app.request('http://127.0.0.1:4020/v1/projects/key/settings')
  expect(await settings.json()).toMatchObject({
    integrations: { 'Segment.io': { apiKey: 'key', apiHost: '127.0.0.1:4020/v1', protocol: 'http' } }
  })
  const sdk = await shop.app.request('/analytics.js/v1/key/analytics.min.js')
  expect(sdk.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(await sdk.text()).toContain('analytics')
})
