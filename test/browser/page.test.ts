/**
 * What the compiled scripts do in pages of a real browser with the real SDK, and what becomes of the events in the
 * compiled functions.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser } from 'playwright-core'
import { build } from 'esbuild'
import { compileFunction, resolveFunction } from '../../scripts/compile/index.ts'
import { withBrowser } from '../../scripts/compile/browser.ts'
import type { CompiledFunction } from '../../scripts/compile/types.ts'
import { createHost } from '../../scripts/host/index.ts'
import { loadConfig } from '../../scripts/input/config.ts'
import { deliver, type SentMessage } from '../../scripts/record/pipeline.ts'
import { launchChrome, sayThatNoBrowserRuns } from './chrome.ts'
import { asyncTag, openSite, shop, snippetTag, type Site, type SiteOptions } from './site.ts'

interface Analytics {
  initialized: boolean
  track(...args: unknown[]): Promise<unknown>
  identify(...args: unknown[]): Promise<unknown>
  page(...args: unknown[]): Promise<unknown>
  reset(): void
}
declare const analytics: Analytics
interface TestPlugin {
  name: string
  track(context: object): Promise<unknown>
}

const root = process.cwd()
const names = ['dub', 'impact', 'saasquatch', 'product-fruits'] as const
const clickId = 'GWGrkftJdYlZD2mq'
const imRef = 'QiiWXOVnrQ3SQHl24jQjyxBGUkmzfJ3i1VHrWM0'
const landing = `${shop}/offers?dub_id=${clickId}&im_ref=${imRef}`

const chrome = await launchChrome()
if ('reason' in chrome) sayThatNoBrowserRuns(chrome.reason)
else inPages(chrome.browser)

function inPages(browser: Browser): void {
  const compiled = {} as Record<(typeof names)[number], CompiledFunction>
  const scripts: Record<string, string> = {}
  let site: Site

  beforeAll(async () => {
    const { functions } = await loadConfig(root)
    for (const name of names) {
      const resolved = await resolveFunction(root, name, functions[name]!)
      compiled[name] = await withBrowser(root, resolved, await compileFunction(root, resolved))
      scripts[`/${name}.js`] = compiled[name].browser!.code
    }
  })
  afterEach(() => site.close())
  afterAll(() => browser.close())

  const open = async (options: Partial<SiteOptions> = {}): Promise<void> => {
    const { head = snippetTag + asyncTag('/dub.js') + asyncTag('/impact.js') } = options
    site = await openSite(browser, { ...options, head, scripts: { ...scripts, ...options.scripts } })
  }
  const visit = (url: string): Promise<unknown> => site.page.goto(url)
  const loaded = (): Promise<unknown> => site.page.waitForFunction(() => analytics.initialized)

  /** Sends a sign-up from the current page; what the SDK sent. */
  const signUp = async (options: object = {}): Promise<SentMessage> => {
    await loaded()
    await site.page.evaluate(async (options) => {
      await analytics.track('Sign Up', {}, options)
    }, options)
    return site.sent.at(-1)!
  }

  /** Sends a message through a compiled function as Segment does; the bodies of the requests. */
  const through = async (
    name: (typeof names)[number],
    message: SentMessage,
    settings: object
  ): Promise<string[]> => {
    const host = await createHost({ code: compiled[name].code })
    const now = new Date().toISOString()
    const arrival = { sentAt: now, receivedAt: now, channel: 'client', projectId: 'P1' } as const
    const { requests, error } = await host.invoke(deliver(message, arrival), settings, { kind: 'ok' })
    await host.close()
    expect(error).toBeUndefined()
    return requests.map(({ body }) => body!)
  }

  describe('with the snippet', () => {
    it('brings the click ids of a first visit to the vendors, pages later', async () => {
      await open()
      await visit(landing)
      await loaded()
      await visit(`${shop}/pricing`)
      await loaded()
      await visit(`${shop}/sign-up`)
      await site.page.evaluate(() => {
        void analytics.identify('user_0001', { email: 'jane.doe@example.com' })
      })
      const lead = await signUp()
      await visit(`${shop}/thank-you`)
      await loaded()
      await site.page.evaluate(async () => {
        await analytics.track('Order Completed', { order_id: 'ORD_1', revenue: 1000, currency: 'USD' })
      })
      const order = site.sent.at(-1)!

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
      expect(site.errors).toEqual([])
    })

    it('adds them to what the page sent before the SDK had loaded', async () => {
      await open({ sdkDelay: 400 })
      await visit(landing)
      await site.page.evaluate(() => {
        void analytics.track('Early')
      })
      await signUp()

      expect(site.sent.map(({ event }) => event)).toEqual(['Early', 'Sign Up'])
      expect(site.sent[0]).toMatchObject({ integrations: { 'Dub (Actions)': { dub_id: clickId } } })
    })

    it('works when the script arrives after the SDK', async () => {
      await open({ head: snippetTag })
      await visit(landing)
      await loaded()
      await site.page.addScriptTag({ url: '/dub.js' })

      expect((await signUp()).integrations).toMatchObject({ 'Dub (Actions)': { dub_id: clickId } })
    })

    it('keeps them on the registrable domain, for as long as is said', async () => {
      await open({
        head: `<script>segmentFunctions = { impact: { days: 7 } }</script>${snippetTag}${asyncTag('/dub.js')}${asyncTag('/impact.js')}`
      })
      await visit(landing)
      await loaded()
      const cookies = await site.context.cookies()
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
      await site.context.addCookies([{ name: 'dub_id', value: 'old', url: shop }])
      await visit(landing)

      expect((await signUp()).integrations).toMatchObject({ 'Dub (Actions)': { dub_id: clickId } })
      expect((await site.context.cookies()).filter(({ name }) => name === 'dub_id')).toHaveLength(1)
    })

    it('does everything once when it is loaded twice', async () => {
      await open({ head: snippetTag + asyncTag('/dub.js') + asyncTag('/dub.js?again') })
      await visit(landing)
      await signUp()
      await site.page.addScriptTag({ url: '/dub.js' })
      const plugins = await site.page.evaluate(() =>
        (analytics as unknown as { queue: { plugins: { name: string }[] } }).queue.plugins.map(
          ({ name }) => name
        )
      )

      expect(plugins.filter((name) => name === 'Dub')).toHaveLength(1)
      expect(site.sent).toHaveLength(1)
    })

    it('goes on after reset()', async () => {
      await open()
      await visit(landing)
      await loaded()
      await site.page.evaluate(() => analytics.reset())

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
      const session = await site.context.newCDPSession(site.page)
      await session.send('Emulation.setDocumentCookieDisabled', { disabled: true })
      await visit(landing)

      expect((await signUp()).integrations).toMatchObject({ 'Dub (Actions)': { dub_id: clickId } })
      expect(await site.context.cookies()).toEqual([])
    })

    // The SDK itself sends nothing from such a frame; so the event is handed to the plugin it has taken.
    it('adds it in a sandboxed frame, where reading them throws', async () => {
      await open({
        bodies: { '/': `<iframe sandbox="allow-scripts" src="/framed?dub_id=${clickId}"></iframe>` }
      })
      await visit(`${shop}/`)
      const frame = site.page.frames().find((one) => one.url().includes('/framed'))!
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
      expect(site.errors).toEqual([])
    })

    it('sends an event without click id when the cookie cannot be decoded', async () => {
      await open()
      await site.context.addCookies([{ name: 'dub_id', value: '%E0%A4%A', url: shop }])
      await visit(`${shop}/`)

      expect((await signUp())['integrations']).toEqual({})
      expect(site.errors).toEqual([])
    })
  })

  describe('with a consent()', () => {
    const head = (): string =>
      `<script>agreed = false; segmentFunctions = { dub: { consent: () => agreed } }</script>${snippetTag}${asyncTag('/dub.js')}`

    it('reads and keeps nothing before, and begins when it is given', async () => {
      await open({ head: head() })
      await visit(landing)
      const before = await signUp()
      const kept = (await site.context.cookies()).filter(({ name }) => name === 'dub_id')
      await site.page.evaluate('agreed = true')
      const after = await signUp()
      await site.page.evaluate('agreed = false')
      const withdrawn = await signUp()

      expect(before['integrations']).toEqual({})
      expect(kept).toEqual([])
      expect(after['integrations']).toEqual({ 'Dub (Actions)': { dub_id: clickId } })
      expect(withdrawn['integrations']).toEqual({})
    })

    it('keeps the click of a page that is left right after', async () => {
      await open({ head: head() })
      await visit(landing)
      await loaded()
      await site.page.evaluate('agreed = true')
      await visit(`${shop}/pricing`)
      await loaded()
      await site.page.evaluate('agreed = true')

      expect((await signUp())['integrations']).toEqual({ 'Dub (Actions)': { dub_id: clickId } })
    })

    it('takes a promise, or an error, for a no', async () => {
      await open({ head: head() })
      await visit(landing)
      await loaded()
      for (const consent of ['async () => true', '() => { throw new Error() }']) {
        await site.page.evaluate(`segmentFunctions.dub.consent = ${consent}`)
        expect((await signUp())['integrations']).toEqual({})
      }
      expect(site.errors).toEqual([])
    })
  })

  describe('with the npm SDK', () => {
    const app = async (source: string): Promise<Record<string, string>> => {
      const { outputFiles } = await build({
        stdin: { contents: source, resolveDir: root },
        bundle: true,
        write: false,
        logLevel: 'error',
        plugins: [
          {
            name: 'compiled',
            setup({ onResolve, onLoad }) {
              onResolve({ filter: /^\.\/dub\.js$/ }, () => ({ path: 'dub.js', namespace: 'compiled' }))
              onLoad({ filter: /.*/, namespace: 'compiled' }, () => ({ contents: scripts['/dub.js']! }))
            }
          }
        ]
      })
      return { '/app.js': outputFiles[0]!.text }
    }

    it.each([
      [
        'install',
        `const analytics = AnalyticsBrowser.load(options); segmentFunctions.dub.install(analytics)`
      ],
      [
        'register',
        `const analytics = AnalyticsBrowser.load(options); analytics.register(segmentFunctions.dub.plugin)`
      ],
      [
        'plugins',
        `const analytics = AnalyticsBrowser.load({ ...options, plugins: [segmentFunctions.dub.plugin] })`
      ]
    ])('works through %s', async (_way, code) => {
      await open({
        head: '<script src="/app.js"></script>',
        scripts: await app(`
          import { AnalyticsBrowser } from '@segment/analytics-next'
          import './dub.js'
          const options = { writeKey: 'test-write-key' }
          ${code}
          sent = analytics.track('Sign Up')`)
      })
      await visit(landing)
      await site.page.evaluate('sent')

      expect(site.sent).toMatchObject([
        { event: 'Sign Up', integrations: { 'Dub (Actions)': { dub_id: clickId } } }
      ])
      expect(site.errors).toEqual([])
    })

    it('can be imported where there is no page', async () => {
      await open()
      expect(() => new Function(scripts['/dub.js']!)()).not.toThrow()
    })
  })

  describe('SaaSquatch', () => {
    const cookieOf = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const identify = async (cookie: string, traits: object = {}): Promise<SentMessage> => {
      await open({ head: snippetTag + asyncTag('/saasquatch.js') })
      await site.context.addCookies([{ name: '_saasquatch', value: cookie, url: shop }])
      await visit(`${shop}/`)
      await loaded()
      await site.page.evaluate(async (traits) => {
        await analytics.identify('user_0001', traits)
      }, traits)
      return site.sent.at(-1)!
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
        expect(site.errors).toEqual([])
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
      for (let tries = 0; site.sent.length < count && tries < 50; tries++) await site.page.waitForTimeout(20)
      return site.sent.map(({ event, properties, context }) => ({
        event,
        properties,
        integration: context!['integration']
      }))
    }
    const integration = { name: 'Product Fruits' }

    it('forwards every event once, by its name in Title Case', async () => {
      await start(modern)
      await site.page.evaluate(`dispatchEvent(new Event('productfruits_ready'))
        say('announcements_banner_opened', { id: 5 }); say('Tour Finished'); say('surveyAnswered', null); say(7)`)

      expect(await sentAfter(3)).toEqual([
        { event: 'Announcements Banner Opened', properties: { id: 5 }, integration },
        { event: 'Tour Finished', properties: {}, integration },
        { event: 'Survey Answered', properties: {}, integration }
      ])
      expect(await site.page.evaluate('hooks')).toBe(1)
      expect(site.errors).toEqual([])
    })

    it('listens, where a script has no forwardEvent', async () => {
      await start(older)
      await site.page
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
      await site.page.evaluate(`analytics.track = () => { throw new Error('broken') }; say('tour_finished')
        analytics.track = () => Promise.reject(new Error('broken')); say('tour_finished')`)

      expect(site.errors).toEqual([])
    })

    it('says who analytics.identify named, once, and who a page before had named', async () => {
      await start(modern)
      await site.page.evaluate(async () => {
        await analytics.identify('user_0001', { email: 'jane.doe@example.com', plan: 'pro' })
        await analytics.track('Anything')
        await analytics.identify('user_0001')
      })
      const told = await site.page.evaluate('told')
      await visit(`${shop}/next`)
      await loaded()
      await site.page.evaluate(async () => {
        await analytics.page()
      })

      expect(told).toEqual([{ username: 'user_0001', email: 'jane.doe@example.com' }])
      expect(await site.page.evaluate('told')).toEqual(told)
    })

    it('waits for a script that comes later', async () => {
      await start(modern, '<script>later = productFruits; productFruits = undefined</script>')
      await site.page.evaluate(async () => {
        await analytics.identify('user_0001')
      })
      await site.page.evaluate(
        `productFruits = later; dispatchEvent(new Event('productfruits_ready')); say('tour_finished')`
      )

      expect(await site.page.evaluate('told')).toEqual([{ username: 'user_0001' }])
      expect((await sentAfter(2)).at(-1)).toMatchObject({ event: 'Tour Finished' })
    })

    it('forwards nothing without consent', async () => {
      await start(
        modern,
        `<script>segmentFunctions = { 'product-fruits': { consent: () => agreed } }; agreed = true</script>`
      )
      await site.page.evaluate(`agreed = false; say('tour_finished'); agreed = true; say('tour_skipped')`)

      expect(await sentAfter(1)).toMatchObject([{ event: 'Tour Skipped' }])
    })
  })
}
