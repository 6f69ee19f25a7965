/** The demo shop: Segment's snippet and the vendors' parts for the page, from here. */
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import type { Hono } from 'hono'
import { createApp } from '../../scripts/dev/server.ts'
import { Session } from '../../scripts/dev/session.ts'
import { shopProject } from './project.ts'

const browser = `import type { BrowserDestinationDefinition } from '@segment/browser-destination-runtime/types'

const destination: BrowserDestinationDefinition = {
  name: 'Shop',
  mode: 'device',
  description: 'Of the shop.',
  initialize: async () => undefined,
  actions: {
    addPlan: {
      title: 'Add the plan',
      description: 'To each event.',
      platform: 'web',
      defaultSubscription: 'type = "track"',
      lifecycleHook: 'enrichment',
      fields: {},
      perform: (_client, { context }) => context.updateEvent('context.plan', 'pro')
    }
  }
}
export default destination
`

let session: Session
let app: Hono
const get = (path: string) => app.request(`http://127.0.0.1:4020${path}`)

beforeEach(async () => {
  session = await Session.open({ root: await shopProject({ 'destinations/shop/browser/index.ts': browser }) })
  app = createApp(session)
})
afterEach(() => session.close())

it('loads nothing from elsewhere: the snippet leads here, and the part for the page is compiled', async () => {
  const page = await get('/demo/games')
  const html = await page.text()
  expect(html).toContain('<title>Games</title>')
  expect(html).toContain('_cdn = "http://127.0.0.1:4020"')
  expect(html).not.toContain('https://')
  expect(html).toContain('<script src="/demo/scripts/shop.js"></script>')
  expect(page.headers.get('content-security-policy')).toContain("connect-src 'self'")
  const script = await get('/demo/scripts/shop.js')
  expect([script.status, await script.text()]).toEqual([200, expect.stringContaining('context.plan')])
  expect([(await get('/demo/scripts/other.js')).status, (await get('/demo/nowhere')).status]).toEqual([
    404, 404
  ])
})

it('is what the page says for a site of your own', async () => {
  const { text } = (await (await get('/api/snippet')).json()) as { text: string }
  expect(text).toMatch(
    /^<script>[^]+http:\/\/127\.0\.0\.1:4020\/analytics\.js\/v1\/[^]+load\("any"\)[^]+<\/script>$/
  )
})
