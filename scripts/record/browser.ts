/**
 * Runs a scenario through the real `@segment/analytics-next`, as a script in the page of a jsdom window. The page's
 * `fetch` keeps what the SDK sends; nothing leaves the machine, and the SDK gets its CDN settings handed in.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { AnalyticsBrowser } from '@segment/analytics-next'
import { JSDOM, ResourceLoader } from 'jsdom'
import type { Clock, PinnedScope } from './pin.ts'
import { pin } from './pin.ts'
import type { SentMessage } from './pipeline.ts'
import type { BrowserScenario } from './scenarios.ts'

const require = createRequire(import.meta.url)
const userAgent =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'

/** The build of the SDK that a page loads: one script that sets `AnalyticsNext`. */
const sdkSource = (): Promise<string> =>
  readFile(
    join(dirname(require.resolve('@segment/analytics-next/package.json')), 'dist/umd/index.js'),
    'utf8'
  )

type Page = JSDOM['window'] & PinnedScope & { AnalyticsNext: { AnalyticsBrowser: typeof AnalyticsBrowser } }

/**
 * @param scenario - the calls that a page makes; the last one is recorded
 * @param start - the page's clock at the first call, Unix time in milliseconds
 * @param queued - milliseconds between a call and its request
 * @returns the last message and when it was sent
 */
export async function recordInBrowser(
  scenario: BrowserScenario,
  start: number,
  queued: number
): Promise<{ message: SentMessage; sentAt: string }> {
  const { url, referrer, title } = scenario.page
  const dom = new JSDOM(`<!doctype html><title>${title}</title>`, {
    url,
    ...(referrer && { referrer }),
    runScripts: 'outside-only',
    resources: new ResourceLoader({ userAgent })
  })
  const page = dom.window as unknown as Page
  const clock: Clock = pin(page, scenario.name, start)
  const sent: (SentMessage & { sentAt: string })[] = []
  page.fetch = (_, init) => {
    sent.push(JSON.parse(String(init?.body)))
    return Promise.resolve({ ok: true, status: 200 } as Response)
  }
  try {
    page.eval(await sdkSource())
    const writeKey = 'recorded-write-key'
    const cdnSettings = { integrations: { 'Segment.io': { apiKey: writeKey } } }
    const [analytics] = await page.AnalyticsNext.AnalyticsBrowser.load({ writeKey, cdnSettings })
    for (const [method, ...args] of scenario.calls) {
      const call = (analytics[method] as (...args: unknown[]) => Promise<unknown>).apply(analytics, args)
      // The SDK stamps the message before the first await, and sentAt when the queue gets to it.
      clock.now += queued
      await call
    }
  } finally {
    page.close()
  }
  const { sentAt, ...message } = sent.at(-1)!
  return { message, sentAt }
}
