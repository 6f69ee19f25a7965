/** Who may talk to the server. */
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { serveShop } from './served.ts'
import type { Served } from './served.ts'

let shop: Served
beforeEach(async () => void (shop = await serveShop()))
afterEach(() => shop.session.close())

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
  const answer = await shop.app.request(`http://127.0.0.1:4020${url}`, init)
  expect(answer.status).toBe(403)
  expect(answer.headers.get('access-control-allow-origin')).toBe(null)
  expect(await shop.list()).toEqual([])
})

it('lets its own page do both', async () => {
  const headers = { host: '127.0.0.1:4020', origin: 'http://127.0.0.1:4020' }
  expect((await shop.app.request('http://127.0.0.1:4020/api/events', { headers })).status).toBe(200)
})
