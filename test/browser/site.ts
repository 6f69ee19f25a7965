/**
 * A shop in a browser. Its pages, Segment's CDN and Segment's API are answered by the test; whatever else a page asks for
 * is refused, so nothing leaves the machine. The names are real ones, as cookies of a registrable domain need them.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import snippet from '@segment/snippet'
import type { Browser, BrowserContext, Page, Route } from 'playwright-core'
import type { SentMessage } from '../../scripts/record/pipeline.ts'

export const shop = 'https://www.acme.co.uk'
const writeKey = 'test-write-key'

export interface Site {
  context: BrowserContext
  page: Page
  /** What the SDK has sent so far. */
  sent: SentMessage[]
  /** Errors that nobody in a page has caught, and what was written with console.error. */
  errors: string[]
  close(): Promise<void>
}

export interface SiteOptions {
  /** Path of a script to its text. */
  scripts: Record<string, string>
  /** What stands in the head of each page. */
  head: string
  /** Milliseconds until the SDK's script arrives; it is never the first. */
  sdkDelay?: number
  /** Of a page by its path; empty when left out. */
  bodies?: Record<string, string>
}

/** Segment's snippet, as its package writes it, without the page call. */
export const snippetTag = `<script>${snippet.min({ apiKey: writeKey, page: false })}</script>`

export const asyncTag = (script: string): string => `<script async src="${script}"></script>`

export async function openSite(browser: Browser, options: SiteOptions): Promise<Site> {
  const sdk = await readFile(
    path.resolve('node_modules/@segment/analytics-next/dist/umd/standalone.js'),
    'utf8'
  )
  const context = await browser.newContext()
  const site: Omit<Site, 'page'> = { context, sent: [], errors: [], close: () => context.close() }
  context.on('weberror', (error) => site.errors.push(String(error.error())))
  await context.route('**/*', (route) => answer(route, options, sdk, site.sent))
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') site.errors.push(message.text())
  })
  return { ...site, page }
}

async function answer(
  route: Route,
  { scripts, head, sdkDelay = 50, bodies = {} }: SiteOptions,
  sdk: string,
  sent: SentMessage[]
): Promise<void> {
  const request = route.request()
  const { hostname, pathname } = new URL(request.url())
  const json = (value: unknown): Promise<void> =>
    route.fulfill({ json: value, headers: { 'access-control-allow-origin': '*' } })
  const script = (body: string): Promise<void> => route.fulfill({ contentType: 'text/javascript', body })

  if (hostname === 'api.segment.io') {
    if (request.method() === 'POST') sent.push(request.postDataJSON() as SentMessage)
    return json({ success: true })
  }
  if (hostname === 'cdn.segment.com') {
    if (pathname.endsWith('/settings')) return json({ integrations: { 'Segment.io': { apiKey: writeKey } } })
    await new Promise((resolve) => setTimeout(resolve, sdkDelay))
    return script(sdk)
  }
  if (pathname in scripts) return script(scripts[pathname]!)
  if (request.resourceType() !== 'document') return route.abort()
  return route.fulfill({
    contentType: 'text/html',
    body: `<!doctype html><title>Acme</title>${head}<body>${bodies[pathname] ?? ''}</body>`
  })
}
