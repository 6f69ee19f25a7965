/** The inspector in a real browser: an event arrives, is looked at and kept as a fixture. */
import { access } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeEach, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { bundlePage } from '../../scripts/dev/page.ts'
import { startDevServer } from '../../scripts/dev/server.ts'
import type { DevServer } from '../../scripts/dev/server.ts'
import { launchChrome, sayThatNoBrowserRuns } from '../browser/chrome.ts'
import { order, shopProject } from './project.ts'

it('has at most 250 KB to load', async () => {
  expect(gzipSync(await bundlePage()).length).toBeLessThan(250_000)
}, 30_000)

const chrome = await launchChrome()
if ('reason' in chrome) sayThatNoBrowserRuns(chrome.reason)
else inBrowser(chrome.browser)

function inBrowser(browser: Browser): void {
  let root: string
  let server: DevServer
  let page: Page
  let errors: string[]

  const send = (event: object) =>
    fetch(`${server.url}/v1/track`, { method: 'POST', body: JSON.stringify({ writeKey: 'key', ...event }) })

  beforeEach(async () => {
    root = await shopProject()
    server = await startDevServer({ root, port: 0 })
    page = await browser.newPage({ viewport: { width: 1000, height: 700 } })
    errors = []
    page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())))
    page.on('pageerror', (error) => void errors.push(error.message))
    await page.goto(server.url)
  }, 60_000)
  afterEach(async () => {
    await page.close()
    await server.stop()
  })
  afterAll(() => browser.close())

  it('shows an event that arrives, its way, and keeps it', async () => {
    await page.getByText('No events yet').waitFor()
    await send(order)
    await page.getByRole('option', { name: 'Order Completed' }).waitFor()
    await page.getByText('Which presets take it').waitFor()
    expect(await page.locator('.preset').allInnerTexts()).toEqual([
      '✓ Orders\ntype = "track" and event = "Order Completed"'
    ])
    expect(await page.locator('tbody tr').allInnerTexts()).toEqual([
      'id\tproperties.order_id\t"A-1"',
      'user\tuserId\t"user_1"'
    ])
    expect(await page.locator('.req').innerText()).toContain('https://api.shop.example/orders')
    await page.getByRole('button', { name: 'Save as fixture' }).click()
    await page.getByText('saved, and it replays').waitFor()
    await access(path.join(root, 'fixtures/shop/kept-track-order-completed.json'))
    expect(errors).toEqual([])
  }, 60_000)

  it('shows what stands in an event as text, and which part of a condition failed', async () => {
    await send({ ...order, event: '<img src=x onerror="document.title=1">' })
    await page.getByRole('option', { name: '<img src=x' }).waitFor()
    expect(await page.locator('.preset u').innerText()).toBe('event = "Order Completed"')
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.title()).toBe('Segment on your desk')
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
    expect(widths).toEqual([1000, 1000])
    expect(errors).toEqual([])
  }, 60_000)
}
