/** What `dev` begins with: settings, an event and answers of the function's fixtures. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from '@jest/globals'
import { createApp } from '../../scripts/dev/server.ts'
import { Session } from '../../scripts/dev/session.ts'
import type { SegmentEvent } from '../../scripts/runtime/author/types.ts'
import { definition, order, shopProject } from './project.ts'

let session: Session
afterEach(() => session.close())

const request = { method: 'POST', url: 'https://api.shop.example/orders', json: { id: 'A-7' } }
const fixture = {
  settings: { apiKey: 'shop_test_key', old: 'a setting of earlier' },
  event: { ...order, userId: undefined, properties: { order_id: 'A-7' } },
  exchanges: [{ request, reply: { status: 200, json: { ok: true } } }],
  expect: { outcome: 'delivered' }
}
const refused = {
  ...fixture,
  exchanges: [{ request, reply: { status: 404, text: 'No such shop' } }],
  expect: { outcome: 'discarded' }
}

it('sends an example of the fixtures, with their settings, and answers as they do', async () => {
  const root = await shopProject({
    'fixtures/shop/delivered.json': fixture,
    'fixtures/shop/refused.json': refused,
    'fixtures/shop/with-a-mistake.json': { event: 5 }
  })
  session = await Session.open({ root })
  const app = createApp(session)
  const example = () => app.request('/api/functions/shop/example', { method: 'POST' })
  expect(await (await example()).json()).toMatchObject({
    from: 'this page',
    results: [
      {
        outcome: 'delivered',
        requests: [{ headers: { authorization: 'Bearer shop_test_key' }, body: '{"id":"A-7"}' }]
      }
    ]
  })
  const answers = (await (await app.request('/api/functions/shop/answers')).json()) as { reply: object }[]
  expect(answers).toEqual([
    { fixture: 'delivered', reply: { status: 200, json: { ok: true } } },
    { fixture: 'refused', reply: { status: 404, text: 'No such shop' } }
  ])
  const body = JSON.stringify(answers[1]!.reply)
  await app.request('/api/functions/shop/vendor', { method: 'PUT', body })
  expect(await (await example()).json()).toMatchObject({
    results: [{ outcome: 'discarded', error: { message: expect.stringContaining('No such shop') } }]
  })
})

it('sends no setting of a fixture to a vendor who is really there', async () => {
  const seen: http.IncomingHttpHeaders[] = []
  const vendor = http.createServer((request, answer) => {
    seen.push(request.headers)
    answer.end('{}')
  })
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve))
  const { port } = vendor.address() as AddressInfo
  const own = definition
    .replace('https://api.shop.example', `http://127.0.0.1:${port}`)
    .replace(
      'fields: {',
      "fields: { region: { label: 'Region', description: 'Of the shop.', type: 'string' },"
    )
    .replace('({ headers: {', "({ headers: { 'x-region': settings.region ?? 'none',")
    .replace('<{ apiKey: string }>', '<{ apiKey: string; region?: string }>')
  const root = await shopProject({
    'destinations/shop/index.ts': own,
    'fixtures/shop/delivered.json': { ...fixture, settings: { apiKey: 'shop_test_key', region: 'made up' } },
    'settings.json': { shop: { apiKey: 'key-of-a-test' } }
  })
  const send = async (live: string[]) => {
    session = await Session.open({ root, settings: 'settings.json', live })
    const { id, done } = session.take(order as SegmentEvent, 'a test')
    await done
    await session.close()
    return session.deliveries.entry(id).results[0]!.requests[0]!.headers['x-region']
  }
  try {
    expect([await send([]), await send(['shop'])]).toEqual(['made up', 'none'])
    expect(seen).toMatchObject([{ 'x-region': 'none', authorization: 'Bearer key-of-a-test' }])
  } finally {
    vendor.close()
  }
})
