/**
 * Pages of a shop in a real browser, with the real SDK and the compiled scripts of vendors; and the compiled functions, to
 * which what the SDK sent is given as Segment would.
 */
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals'
import type { Browser } from 'playwright-core'
import { compileFunction, resolveFunction } from '../../scripts/compile/index.ts'
import { withBrowser } from '../../scripts/compile/browser.ts'
import type { CompiledFunction } from '../../scripts/compile/types.ts'
import { createHost } from '../../scripts/host/index.ts'
import { loadConfig } from '../../scripts/input/config.ts'
import { deliver, type SentMessage } from '../../scripts/record/pipeline.ts'
import { launchChrome, sayThatNoBrowserRuns } from './chrome.ts'
import { asyncTag, openSite, shop, snippetTag, type Site, type SiteOptions } from './site.ts'

/** The SDK in a page. */
export interface Analytics {
  initialized: boolean
  track(...args: unknown[]): Promise<unknown>
  identify(...args: unknown[]): Promise<unknown>
  page(...args: unknown[]): Promise<unknown>
  reset(): void
}
declare const analytics: Analytics

export const root = process.cwd()
export const clickId = 'GWGrkftJdYlZD2mq'
export const imRef = 'QiiWXOVnrQ3SQHl24jQjyxBGUkmzfJ3i1VHrWM0'
export const landing = `${shop}/offers?dub_id=${clickId}&im_ref=${imRef}`

export interface VendorPages {
  /** The one that is open. */
  readonly site: Site
  /** The vendors' scripts by their paths: `/dub.js`. */
  readonly scripts: Record<string, string>
  open(options?: Partial<SiteOptions>): Promise<void>
  visit(url: string): Promise<unknown>
  /** Until the SDK has started. */
  loaded(): Promise<unknown>
  /** Sends a sign-up from the current page; what the SDK sent. */
  signUp(options?: object): Promise<SentMessage>
  /** Sends a message through a compiled function as Segment does; the bodies of the requests. */
  through(name: string, message: SentMessage, settings: object): Promise<string[]>
}

/**
 * @param names - the functions whose scripts are needed
 * @param describeTests - declares the tests
 */
export async function inVendorPages(
  names: string[],
  describeTests: (pages: VendorPages) => void
): Promise<void> {
  const chrome = await launchChrome()
  if ('reason' in chrome) sayThatNoBrowserRuns(chrome.reason)
  else describeTests(vendorPages(chrome.browser, names))
}

function vendorPages(browser: Browser, names: string[]): VendorPages {
  const compiled: Record<string, CompiledFunction> = {}
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

  const loaded = (): Promise<unknown> => site.page.waitForFunction(() => analytics.initialized)
  return {
    get site() {
      return site
    },
    scripts,
    async open(options = {}) {
      const { head = snippetTag + asyncTag('/dub.js') + asyncTag('/impact.js') } = options
      site = await openSite(browser, { ...options, head, scripts: { ...scripts, ...options.scripts } })
    },
    visit: (url) => site.page.goto(url),
    loaded,
    async signUp(options = {}) {
      await loaded()
      await site.page.evaluate(async (options) => {
        await analytics.track('Sign Up', {}, options)
      }, options)
      return site.sent.at(-1)!
    },
    async through(name, message, settings) {
      const host = await createHost({ code: compiled[name]!.code })
      const now = new Date().toISOString()
      const arrival = { sentAt: now, receivedAt: now, channel: 'client', projectId: 'P1' } as const
      const { requests, error } = await host.invoke(deliver(message, arrival), settings, { kind: 'ok' })
      await host.close()
      expect(error).toBeUndefined()
      return requests.map(({ body }) => body!)
    }
  }
}
