/**
 * Runs a scenario through the real `@segment/analytics-next`, as a script in the pages of jsdom windows, with the vendors'
 * scripts beside it. A page's `fetch` keeps what the SDK sends; nothing leaves the machine, and the SDK gets its CDN
 * settings handed in.
 */
import type { AnalyticsBrowser, Plugin } from '@segment/analytics-next'
import { CookieJar, JSDOM, ResourceLoader } from 'jsdom'
import type { PageScripts } from './page-scripts.ts'
import type { Clock, PinnedScope } from './pin.ts'
import { pin } from './pin.ts'
import type { SentMessage } from './pipeline.ts'
import type { BrowserScenario, PageVisited } from './scenarios.ts'

const userAgent =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'
/** From the arrival on a page to the arrival on the next. */
const betweenPages = 60_000

type Page = JSDOM['window'] &
  PinnedScope & {
    AnalyticsNext: { AnalyticsBrowser: typeof AnalyticsBrowser }
    TextDecoder: typeof TextDecoder
    segmentFunctions: Record<string, { plugin: Plugin }>
  }
type Sent = SentMessage & { sentAt: string }

/** What a browser keeps from one page of a site to the next. */
interface Kept {
  cookies: CookieJar
  storage: Record<string, string>
}

interface Visit {
  page: PageVisited
  calls: BrowserScenario['calls']
  /** Decides the ids that the SDK makes on this page. */
  seed: string
  /** The page's clock at the first call, Unix time in milliseconds. */
  start: number
  /** Milliseconds between a call and its request. */
  queued: number
}

/**
 * @param scenario - the pages that a visitor sees and the calls that the last one makes; its last call is recorded
 * @param scripts - what {@link loadPageScripts} gave
 * @param start - the clock at the first call of the last page, Unix time in milliseconds
 * @param queued - milliseconds between a call and its request
 * @returns the last message and when it was sent
 */
export async function recordInBrowser(
  scenario: BrowserScenario,
  scripts: PageScripts,
  start: number,
  queued: number
): Promise<{ message: SentMessage; sentAt: string }> {
  const { name, visited = [], cookies = {}, page, calls } = scenario
  const kept: Kept = { cookies: new CookieJar(), storage: {} }
  for (const [key, value] of Object.entries(cookies)) {
    kept.cookies.setCookieSync(`${key}=${value};path=/`, page.url)
  }
  for (const [index, earlier] of visited.entries()) {
    const pagesLeft = visited.length - index
    await visit(
      {
        page: earlier,
        calls: [['page']],
        seed: `${name}, ${pagesLeft} pages before`,
        start: start - pagesLeft * betweenPages,
        queued
      },
      scripts,
      kept
    )
  }
  const sent = await visit({ page, calls, seed: name, start, queued }, scripts, kept)
  const { sentAt, ...message } = sent.at(-1)!
  return { message, sentAt }
}

/**
 * @param kept - from the pages before; this page changes it
 * @returns what the SDK sent from this page
 */
async function visit(visit: Visit, scripts: PageScripts, kept: Kept): Promise<Sent[]> {
  const { url, referrer, title } = visit.page
  const dom = new JSDOM(`<!doctype html><title>${title}</title>`, {
    url,
    ...(referrer && { referrer }),
    cookieJar: kept.cookies,
    runScripts: 'outside-only',
    resources: new ResourceLoader({ userAgent })
  })
  const page = dom.window as unknown as Page
  const clock: Clock = pin(page, visit.seed, visit.start)
  // jsdom has none.
  page.TextDecoder = TextDecoder
  // The cookies of the SDK have an end by the pinned clock, which the jar's own may be past: then this still knows the visitor.
  for (const [key, value] of Object.entries(kept.storage)) page.localStorage.setItem(key, value)
  const sent: Sent[] = []
  page.fetch = (_, init) => {
    sent.push(JSON.parse(String(init?.body)))
    return Promise.resolve({ ok: true, status: 200 } as Response)
  }
  try {
    for (const script of [...scripts.vendors, scripts.sdk]) page.eval(script)
    const writeKey = 'recorded-write-key'
    const cdnSettings = { integrations: { 'Segment.io': { apiKey: writeKey } } }
    const plugins = Object.values(page.segmentFunctions).map(({ plugin }) => plugin)
    const [analytics] = await page.AnalyticsNext.AnalyticsBrowser.load({ writeKey, cdnSettings, plugins })
    // A copy, as the SDK writes into what it is handed.
    for (const [method, ...args] of structuredClone(visit.calls)) {
      const call = (analytics[method] as (...args: unknown[]) => Promise<unknown>).apply(analytics, args)
      // The SDK stamps the message before the first await, and sentAt when the queue gets to it.
      clock.now += visit.queued
      await call
    }
    kept.storage = { ...page.localStorage }
  } finally {
    page.close()
  }
  return sent
}
