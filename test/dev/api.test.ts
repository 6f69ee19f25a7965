/** What the API says and does, called in-process. */
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { replayFixtures } from '../../scripts/replay/index.ts'
import { order } from './project.ts'
import { serveShop } from './served.ts'
import type { Listed, Served } from './served.ts'

let shop: Served
beforeEach(async () => void (shop = await serveShop()))
afterEach(() => shop.session.close())

it('sends an event and answers with what became of it; sends it again', async () => {
  const sent = (await (await shop.post('/api/events', order)).json()) as Listed
  expect(sent).toMatchObject({ id: 1, results: [{ function: 'shop', outcome: 'delivered' }] })
  const again = (await (await shop.post('/api/events/1/resend', '')).json()) as Listed
  expect(again).toMatchObject({ id: 2, event: sent.event, results: [{ outcome: 'delivered' }] })
})

it('says which part of a condition failed, and where values come from', async () => {
  await shop.post('/api/events', { ...order, event: 'order completed' })
  await shop.post('/api/events', order)
  const explained = async (id: number) =>
    ((await (await shop.app.request(`/api/events/${id}`)).json()) as { explanation: unknown }).explanation
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
  await shop.app.request('/api/functions/shop/vendor', { method: 'PUT', body: JSON.stringify(vendor) })
  const sent = (await (await shop.post('/api/events', order)).json()) as Listed
  expect(sent.results[0]!.outcome).toBe(outcome)
  if ('delayMs' in vendor) expect(sent.results[0]!.durationMs).toBeGreaterThanOrEqual(vendor.delayMs - 1)
})

it('keeps settings for its owner alone, and never shows them', async () => {
  const body = JSON.stringify({ apiKey: 's3cret-of-the-shop' })
  await shop.app.request('/api/functions/shop/settings', { method: 'PUT', body })
  const kept = path.join(shop.root, '.dev/settings.json')
  expect(JSON.parse(await readFile(kept, 'utf8'))).toEqual({ shop: { apiKey: 's3cret-of-the-shop' } })
  expect((await stat(kept)).mode & 0o777).toBe(0o600)
  await shop.post('/api/events', { ...order, context: { note: 's3cret-of-the-shop' } })
  const shown = [
    await shop.list(),
    await (await shop.app.request('/api/state')).json(),
    shop.session.explain(order as never)
  ]
  expect(JSON.stringify(shown)).toContain('Bearer [apiKey]')
  expect(JSON.stringify(shown)).not.toContain('s3cret')
})

it('hides a key that was replaced in what was sent with it, and one function’s key in all of an event', async () => {
  const set = (apiKey: string) =>
    shop.app.request('/api/functions/shop/settings', { method: 'PUT', body: JSON.stringify({ apiKey }) })
  await set('the-first-s3cret')
  await shop.post('/api/events', order)
  await set('the-second-s3cret')
  await shop.post('/api/events', { ...order, userId: 'the-first-s3cret', event: 'the-second-s3cret' })
  const stream = await shop.app.request('/api/stream?after=0')
  const reader = stream.body!.getReader()
  let text = ''
  while (!text.includes('event: rows')) text += Buffer.from((await reader.read()).value!).toString('utf8')
  await reader.cancel()
  const shown =
    text + JSON.stringify(await shop.list()) + (await (await shop.app.request('/api/events/2')).text())
  expect(shown).toContain('"title":"[apiKey]","detail":"[apiKey]"')
  expect(shown).toContain('Bearer [apiKey]')
  expect(shown).not.toContain('s3cret')
})

it('refuses a setting that the function does not have', async () => {
  const answer = await shop.app.request('/api/functions/shop/settings', {
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
  await shop.app.request('/api/functions/shop/settings', { method: 'PUT', body })
  await shop.post('/api/events', {
    ...order,
    context: { traits: { email: 'peter@acme.example', name: 'Peter' } }
  })
  const answer = await shop.post('/api/events/1/fixture', { replacePersonal: true })
  const file = 'fixtures/shop/kept-track-order-completed.json'
  const text = await readFile(path.join(shop.root, file), 'utf8')
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
  expect(await replayFixtures({ root: shop.root })).toMatchObject({ passed: 1, failed: 0 })
}, 30_000)

it('streams the state, then a row for each event with what became of it', async () => {
  await shop.post('/api/events', order)
  const stream = await shop.app.request('/api/stream?after=0')
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
