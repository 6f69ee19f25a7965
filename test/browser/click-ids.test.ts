/** Click ids from a visit's first page to the vendors, with Segment's snippet, and where cookies fail. */
import { describe, expect, it } from '@jest/globals'
import type { Analytics } from './vendor-pages.ts'
import { clickId, imRef, landing, inVendorPages } from './vendor-pages.ts'
import { asyncTag, shop, snippetTag } from './site.ts'

interface TestPlugin {
  name: string
  track(context: object): Promise<unknown>
}

declare const analytics: Analytics

await inVendorPages(['dub', 'impact'], (pages) => {
  const { open, visit, loaded, signUp, through } = pages

  describe('with the snippet', () => {
    it('brings the click ids of a first visit to the vendors, pages later', async () => {
      await open()
      await visit(landing)
      await loaded()
      await visit(`${shop}/pricing`)
      await loaded()
      await visit(`${shop}/sign-up`)
      await pages.site.page.evaluate(() => {
        void analytics.identify('user_0001', { email: 'jane.doe@example.com' })
      })
      const lead = await signUp()
      await visit(`${shop}/thank-you`)
      await loaded()
      await pages.site.page.evaluate(async () => {
        await analytics.track('Order Completed', { order_id: 'ORD_1', revenue: 1000, currency: 'USD' })
      })
      const order = pages.site.sent.at(-1)!

      expect(lead).toMatchObject({
        userId: 'user_0001',
        integrations: { 'Dub (Actions)': { dub_id: clickId } }
      })
      expect(JSON.parse((await through('dub', lead, { apiKey: 'dub_key' }))[0]!)).toEqual({
        clickId,
        eventName: 'Sign Up',
        customerExternalId: 'user_0001'
      })
      expect(JSON.parse((await through('dub', order, { apiKey: 'dub_key' }))[0]!)).toMatchObject({
        clickId,
        invoiceId: 'ORD_1'
      })
      expect(order.context!['referrer']).toEqual({ type: 'impactRadius', id: imRef })
      const impact = {
        accountSid: 'sid',
        apiKey: 'token',
        campaignId: '1000',
        actionEventNames: ['Order Completed']
      }
      const [conversion] = await through('impact', order, impact)
      expect(new URLSearchParams(conversion).get('ClickId')).toBe(imRef)
      expect(pages.site.errors).toEqual([])
    })

    it('adds them to what the page sent before the SDK had loaded', async () => {
      await open({ sdkDelay: 400 })
      await visit(landing)
      await pages.site.page.evaluate(() => {
        void analytics.track('Early')
      })
      await signUp()

      expect(pages.site.sent.map(({ event }) => event)).toEqual(['Early', 'Sign Up'])
      expect(pages.site.sent[0]).toMatchObject({ integrations: { 'Dub (Actions)': { dub_id: clickId } } })
    })

    it('works when the script arrives after the SDK', async () => {
      await open({ head: snippetTag })
      await visit(landing)
      await loaded()
      await pages.site.page.addScriptTag({ url: '/dub.js' })

      expect((await signUp()).integrations).toMatchObject({ 'Dub (Actions)': { dub_id: clickId } })
    })

    it('keeps them on the registrable domain, for as long as is said', async () => {
      await open({
        head: `<script>segmentFunctions = { impact: { days: 7 } }</script>${snippetTag}${asyncTag('/dub.js')}${asyncTag('/impact.js')}`
      })
      await visit(landing)
      await loaded()
      const cookies = await pages.site.context.cookies()
      const daysFrom = (expires: number): number => Math.round((expires - Date.now() / 1000) / 86_400)

      expect(
        cookies
          .filter(({ name }) => name === 'dub_id' || name === 'im_ref')
          // Scripts that are async come in any order.
          .sort((one, other) => one.name.localeCompare(other.name))
          .map(({ name, value, domain, path, sameSite, secure, expires }) => ({
            ...{ name, value, domain, path, sameSite, secure },
            days: daysFrom(expires)
          }))
      ).toEqual([
        {
          name: 'dub_id',
          value: clickId,
          domain: '.acme.co.uk',
          path: '/',
          sameSite: 'Lax',
          secure: true,
          days: 90
        },
        {
          name: 'im_ref',
          value: imRef,
          domain: '.acme.co.uk',
          path: '/',
          sameSite: 'Lax',
          secure: true,
          days: 7
        }
      ])
    })

    it('lets a later click win, also over a cookie of the host alone', async () => {
      await open()
      await pages.site.context.addCookies([{ name: 'dub_id', value: 'old', url: shop }])
      await visit(landing)

      expect((await signUp()).integrations).toMatchObject({ 'Dub (Actions)': { dub_id: clickId } })
      expect((await pages.site.context.cookies()).filter(({ name }) => name === 'dub_id')).toHaveLength(1)
    })

    it('does everything once when it is loaded twice', async () => {
      await open({ head: snippetTag + asyncTag('/dub.js') + asyncTag('/dub.js?again') })
      await visit(landing)
      await signUp()
      await pages.site.page.addScriptTag({ url: '/dub.js' })
      const plugins = await pages.site.page.evaluate(() =>
        (analytics as unknown as { queue: { plugins: { name: string }[] } }).queue.plugins.map(
          ({ name }) => name
        )
      )

      expect(plugins.filter((name) => name === 'Dub')).toHaveLength(1)
      expect(pages.site.sent).toHaveLength(1)
    })

    it('goes on after reset()', async () => {
      await open()
      await visit(landing)
      await loaded()
      await pages.site.page.evaluate(() => analytics.reset())

      expect((await signUp()).integrations).toMatchObject({ 'Dub (Actions)': { dub_id: clickId } })
    })

    it('switches nothing on that an event switches off', async () => {
      await open()
      await visit(landing)
      const message = await signUp({ integrations: { All: false } })

      expect(message['integrations']).toEqual({ All: false })
      const [lead] = await through('dub', { ...message, userId: 'user_0001' }, { apiKey: 'dub_key' })
      expect(JSON.parse(lead!)).toMatchObject({ clickId })
    })

    it("leaves the event's own click ids and options alone", async () => {
      await open()
      await visit(landing)
      const integrations = { 'Dub (Actions)': { dub_id: 'own', other: 1 }, Amplitude: false }
      const message = await signUp({ integrations, context: { referrer: { type: 'dataxu', id: '1' } } })

      expect(message['integrations']).toMatchObject(integrations)
      expect(message.context!['referrer']).toEqual({ type: 'dataxu', id: '1' })
    })
  })

  describe('where cookies fail', () => {
    it('adds the click id as long as the page stays, when they are blocked', async () => {
      await open()
      const session = await pages.site.context.newCDPSession(pages.site.page)
      await session.send('Emulation.setDocumentCookieDisabled', { disabled: true })
      await visit(landing)

      expect((await signUp()).integrations).toMatchObject({ 'Dub (Actions)': { dub_id: clickId } })
      expect(await pages.site.context.cookies()).toEqual([])
    })

    // The SDK itself sends nothing from such a frame; so the event is handed to the plugin it has taken.
    it('adds it in a sandboxed frame, where reading them throws', async () => {
      await open({
        bodies: { '/': `<iframe sandbox="allow-scripts" src="/framed?dub_id=${clickId}"></iframe>` }
      })
      await visit(`${shop}/`)
      const frame = pages.site.page.frames().find((one) => one.url().includes('/framed'))!
      // Not by animation frames, of which a frame out of sight has none.
      await frame.waitForFunction(() => analytics.initialized, null, { polling: 50 })
      const { names, event, thrown } = await frame.evaluate(async () => {
        const { plugins } = (analytics as unknown as { queue: { plugins: TestPlugin[] } }).queue
        const event: Record<string, unknown> = { type: 'track', event: 'Sign Up' }
        const updateEvent = (path: string, value: unknown): unknown => (event[path] = value)
        await plugins.find(({ name }) => name === 'Dub')!.track({ event, updateEvent })
        let thrown = ''
        try {
          void document.cookie
        } catch (error) {
          thrown = (error as Error).name
        }
        return { names: plugins.map(({ name }) => name), event, thrown }
      })

      expect(names).toContain('Dub')
      expect(thrown).toBe('SecurityError')
      expect(event['integrations']).toEqual({ 'Dub (Actions)': { dub_id: clickId } })
      expect(pages.site.errors).toEqual([])
    })

    it('sends an event without click id when the cookie cannot be decoded', async () => {
      await open()
      await pages.site.context.addCookies([{ name: 'dub_id', value: '%E0%A4%A', url: shop }])
      await visit(`${shop}/`)

      expect((await signUp())['integrations']).toEqual({})
      expect(pages.site.errors).toEqual([])
    })
  })
})
