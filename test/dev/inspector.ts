/** The inspector in a real browser, for tests: a project that is served, and the page of it. */
import { afterAll, afterEach } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { startDevServer } from '../../scripts/dev/server.ts'
import type { DevServer } from '../../scripts/dev/server.ts'
import type { SessionOptions } from '../../scripts/dev/session.ts'
import { launchChrome, sayThatNoBrowserRuns } from '../browser/chrome.ts'
import { shopProject } from './project.ts'

export interface Inspector {
  root: string
  server: DevServer
  page: Page
  /** What went wrong in the page. */
  errors: string[]
  /** Sends an event as an SDK does. */
  send(event: object): Promise<unknown>
  close(): Promise<void>
}

/**
 * @param files - of the project, beside the usual ones
 * @param options - of the server
 */
type Open = (files?: Record<string, unknown>, options?: Partial<SessionOptions>) => Promise<Inspector>

/**
 * Declares tests that open the inspector in a browser, one each; where no browser runs, one that says so.
 *
 * @param declare - gets what opens it; a test need not close it
 */
export async function inBrowser(declare: (open: Open, browser: Browser) => void): Promise<void> {
  const chrome = await launchChrome()
  if ('reason' in chrome) return sayThatNoBrowserRuns(chrome.reason)
  const { browser } = chrome
  let inspector: Inspector | undefined
  afterEach(async () => {
    await inspector?.close()
    inspector = undefined
  })
  afterAll(() => browser.close())
  declare(async (...given) => (inspector = await openInspector(browser, ...given)), browser)
}

async function openInspector(
  browser: Browser,
  files: Record<string, unknown> = {},
  options: Partial<SessionOptions> = {}
): Promise<Inspector> {
  const root = await shopProject(files)
  const server = await startDevServer({ root, port: 0, ...options })
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } })
  const errors: string[] = []
  page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())))
  page.on('pageerror', (error) => void errors.push(error.message))
  await page.goto(server.url)
  return {
    ...{ root, server, page, errors },
    send: (event) =>
      fetch(`${server.url}/v1/track`, {
        method: 'POST',
        body: JSON.stringify({ writeKey: 'key', ...event })
      }),
    async close() {
      await page.close()
      await server.stop()
    }
  }
}

/** Saves the open event as a fixture, and waits until it was replayed. */
export async function saveFixture(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save as fixture' }).click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved, and it replays.').waitFor()
}
