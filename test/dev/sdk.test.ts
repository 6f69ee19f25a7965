/** The server on loopback, and the real SDK of a server that sends to it. */
import { afterEach, expect, it } from '@jest/globals'
import { Analytics } from '@segment/analytics-node'
import { startDevServer } from '../../scripts/dev/server.ts'
import type { DevServer } from '../../scripts/dev/server.ts'
import { shopProject } from './project.ts'

let server: DevServer
afterEach(() => server.stop())

it('takes a batch of analytics-node', async () => {
  server = await startDevServer({ root: await shopProject(), port: 0 })
  const analytics = new Analytics({ writeKey: 'key', host: server.url })
  for (let number = 1; number <= 3; number++)
    analytics.track({ event: 'Order Completed', userId: 'user_1', properties: { order_id: `A-${number}` } })
  analytics.identify({ userId: 'user_1' })
  await analytics.closeAndFlush()
  const events = (await (await fetch(`${server.url}/api/events`)).json()) as Record<string, unknown>[]
  expect(events).toMatchObject([
    ...[1, 2, 3].map((number) => ({
      event: { type: 'track', channel: 'server', context: { library: { name: '@segment/analytics-node' } } },
      results: [{ outcome: 'delivered', requests: [{ body: `{"id":"A-${number}","user":"user_1"}` }] }]
    })),
    { event: { type: 'identify' }, results: [{ outcome: 'discarded', presets: [], requests: [] }] }
  ])
})
