/** Webhooks of a vendor: what a source makes of them runs on as events, and what it refuses is told. */
import { afterEach, expect, it } from '@jest/globals'
import { createApp } from '../../scripts/dev/server.ts'
import { Session } from '../../scripts/dev/session.ts'
import { temporaryFolder } from '../temporary.ts'

let session: Session
afterEach(() => session.close())

const source = `import type { SourceDefinition } from 'segment-functions/runtime'

const source: SourceDefinition<{ token: string }> = {
  name: 'Shop',
  description: 'What is bought.',
  settings: { token: { label: 'Token', description: 'Of the webhook.', type: 'password', required: true } },
  verify: (request, { token }) => request.headers.get('x-token') === token,
  eventOf: ({ kind }) => kind,
  events: {
    bought: {
      label: 'Bought',
      description: 'Somebody bought something.',
      send: ({ user }) => [{ type: 'track', userId: String(user), properties: {} }]
    }
  }
}

export default source
`

const fixture = {
  settings: { token: 'shop_test_token' },
  request: { headers: { 'x-token': 'shop_test_token' }, json: { kind: 'bought', data: { user: 'user_1' } } },
  sends: [{ type: 'track', event: 'Bought', userId: 'user_1', messageId: 'm-1' }],
  expect: { outcome: 'accepted' }
}

it('takes the example of a fixture, refuses what has a wrong token, and counts both', async () => {
  const root = await temporaryFolder({
    'package.json': { name: 'webhooks', version: '1.0.0', type: 'module' },
    'segment.config.json': {
      functions: { 'shop-source': { source: 'destinations/shop/source', displayName: 'Shop' } }
    },
    'destinations/shop/source/index.ts': source,
    'fixtures/shop-source/bought.json': fixture
  })
  session = await Session.open({ root })
  const app = createApp(session)
  const post = async (url: string, body = '') => {
    const answer = await app.request(url, { method: 'POST', body, headers: { 'x-token': 'wrong' } })
    return { status: answer.status, body: (await answer.json()) as unknown }
  }
  expect(await post('/api/functions/shop-source/example')).toMatchObject({
    status: 201,
    body: [{ from: 'shop-source', event: { event: 'Bought', userId: 'user_1' }, results: [] }]
  })
  expect(await post('/functions/shop-source', '{"kind":"bought","data":{"user":"user_2"}}')).toMatchObject({
    status: 400,
    body: { outcome: 'refused' }
  })
  const state = (await (await app.request('/api/state')).json()) as { functions: { webhooks: object }[] }
  expect(state.functions[0]!.webhooks).toEqual({
    accepted: 1,
    refused: 1,
    latest: expect.stringMatching(/^refused: /)
  })
  const body = '{"token":"another"}'
  await app.request('/api/functions/shop-source/settings', { method: 'PUT', body })
  expect(await post('/api/functions/shop-source/example')).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringContaining('The webhook of a fixture was refused') } }
  })
})
