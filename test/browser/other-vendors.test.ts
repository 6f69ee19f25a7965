/** The scripts that keep no click id: referral codes of SaaSquatch, events and users of Product Fruits. */
import { describe, expect, it } from '@jest/globals'
import type { SentMessage } from '../../scripts/record/pipeline.ts'
import type { Analytics } from './vendor-pages.ts'
import { inVendorPages } from './vendor-pages.ts'
import { asyncTag, shop, snippetTag } from './site.ts'

declare const analytics: Analytics

await inVendorPages(['saasquatch', 'product-fruits'], (pages) => {
  const { open, visit, loaded, through } = pages

  describe('SaaSquatch', () => {
    const cookieOf = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const identify = async (cookie: string, traits: object = {}): Promise<SentMessage> => {
      await open({ head: snippetTag + asyncTag('/saasquatch.js') })
      await pages.site.context.addCookies([{ name: '_saasquatch', value: cookie, url: shop }])
      await visit(`${shop}/`)
      await loaded()
      await pages.site.page.evaluate(async (traits) => {
        await analytics.identify('user_0001', traits)
      }, traits)
      return pages.site.sent.at(-1)!
    }
    const codes = {
      'app.referralsaasquatch.com': { test_acme1: { codes: { klassik: 'SUSAN210', größe: 'ÄRGER' } } }
    }

    it("sends the referral codes of Squatch.js's cookie with a user", async () => {
      const message = await identify(cookieOf(codes), { email: 'jane.doe@example.com' })
      const settings = { apiKey: 'key', tenantAlias: 'test_acme1' }

      expect(message['traits']).toEqual({
        email: 'jane.doe@example.com',
        referredByCodes: ['SUSAN210', 'ÄRGER']
      })
      expect(JSON.parse((await through('saasquatch', message, settings))[0]!)).toMatchObject({
        id: 'user_0001',
        referredByCodes: ['SUSAN210', 'ÄRGER']
      })
    })

    it('leaves codes that the page names', async () => {
      const message = await identify(cookieOf(codes), { referredByCodes: ['OWN'] })
      expect(message['traits']).toEqual({ referredByCodes: ['OWN'] })
    })

    it.each(['%E0%A4%A', 'not-base64!', cookieOf('text'), cookieOf({ codes: 5 })])(
      'sends the user without codes when the cookie is %j',
      async (cookie) => {
        expect((await identify(cookie, { plan: 'pro' }))['traits']).toEqual({ plan: 'pro' })
        expect(pages.site.errors).toEqual([])
      }
    )
  })

  describe('Product Fruits', () => {
    /** The vendor's script as its types describe it: `say` is what it would call. */
    const vendor = (api: string): string => `<script>
      told = []
      handlers = {}
      productFruits = { identifyUser: (user) => told.push(user), api: ${api} }
    </script>`
    const modern = `{ analytics: { forwardEvent: (callback) => { say = callback; hooks = (self.hooks ?? 0) + 1 } },
      tours: { listen: () => { throw new Error('listeners are for older scripts') } } }`
    const older = `{ tours: { listen: (event, callback) => (handlers[event] = callback) },
      checklists: { listen: (event, callback) => (handlers[event] = callback) } }`
    const start = async (api: string, before = ''): Promise<void> => {
      await open({ head: vendor(api) + before + snippetTag + asyncTag('/product-fruits.js') })
      await visit(`${shop}/`)
      await loaded()
    }
    const sentAfter = async (count: number): Promise<unknown[]> => {
      for (let tries = 0; pages.site.sent.length < count && tries < 50; tries++)
        await pages.site.page.waitForTimeout(20)
      return pages.site.sent.map(({ event, properties, context }) => ({
        event,
        properties,
        integration: context!['integration']
      }))
    }
    const integration = { name: 'Product Fruits' }

    it('forwards every event once, by its name in Title Case', async () => {
      await start(modern)
      await pages.site.page.evaluate(`dispatchEvent(new Event('productfruits_ready'))
        say('announcements_banner_opened', { id: 5 }); say('Tour Finished'); say('surveyAnswered', null); say(7)`)

      expect(await sentAfter(3)).toEqual([
        { event: 'Announcements Banner Opened', properties: { id: 5 }, integration },
        { event: 'Tour Finished', properties: {}, integration },
        { event: 'Survey Answered', properties: {}, integration }
      ])
      expect(await pages.site.page.evaluate('hooks')).toBe(1)
      expect(pages.site.errors).toEqual([])
    })

    it('listens, where a script has no forwardEvent', async () => {
      await start(older)
      await pages.site.page
        .evaluate(`handlers['tour-finished'](3); handlers['tour-advanced'](3, { currentCardId: 'c1' })
        handlers['item-launched'](4, 'i1')`)

      expect(await sentAfter(3)).toEqual([
        { event: 'Tour Finished', properties: { id: 3 }, integration },
        { event: 'Tour Advanced', properties: { id: 3, currentCardId: 'c1' }, integration },
        { event: 'Item Launched', properties: { id: 4, internalId: 'i1' }, integration }
      ])
    })

    it('never throws into the script of Product Fruits', async () => {
      await start(modern)
      await pages.site.page
        .evaluate(`analytics.track = () => { throw new Error('broken') }; say('tour_finished')
        analytics.track = () => Promise.reject(new Error('broken')); say('tour_finished')`)

      expect(pages.site.errors).toEqual([])
    })

    it('says who analytics.identify named, once, and who a page before had named', async () => {
      await start(modern)
      await pages.site.page.evaluate(async () => {
        await analytics.identify('user_0001', { email: 'jane.doe@example.com', plan: 'pro' })
        await analytics.track('Anything')
        await analytics.identify('user_0001')
      })
      const told = await pages.site.page.evaluate('told')
      await visit(`${shop}/next`)
      await loaded()
      await pages.site.page.evaluate(async () => {
        await analytics.page()
      })

      expect(told).toEqual([{ username: 'user_0001', email: 'jane.doe@example.com' }])
      expect(await pages.site.page.evaluate('told')).toEqual(told)
    })

    it('waits for a script that comes later', async () => {
      await start(modern, '<script>later = productFruits; productFruits = undefined</script>')
      await pages.site.page.evaluate(async () => {
        await analytics.identify('user_0001')
      })
      await pages.site.page.evaluate(
        `productFruits = later; dispatchEvent(new Event('productfruits_ready')); say('tour_finished')`
      )

      expect(await pages.site.page.evaluate('told')).toEqual([{ username: 'user_0001' }])
      expect((await sentAfter(2)).at(-1)).toMatchObject({ event: 'Tour Finished' })
    })

    it('forwards nothing without consent', async () => {
      await start(
        modern,
        `<script>segmentFunctions = { 'product-fruits': { consent: () => agreed } }; agreed = true</script>`
      )
      await pages.site.page.evaluate(
        `agreed = false; say('tour_finished'); agreed = true; say('tour_skipped')`
      )

      expect(await sentAfter(1)).toMatchObject([{ event: 'Tour Skipped' }])
    })
  })
})
