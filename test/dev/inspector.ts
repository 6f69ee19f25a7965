/** The inspector in a real browser, for tests: a project that is served, and the page of it. */
import type { Browser, Page } from 'playwright-core'
import { startDevServer } from '../../scripts/dev/server.ts'
import type { DevServer } from '../../scripts/dev/server.ts'
import type { SessionOptions } from '../../scripts/dev/session.ts'
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
export async function openInspector(
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
