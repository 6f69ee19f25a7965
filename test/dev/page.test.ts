/** The inspector in a real browser: an event arrives, is looked at and kept as a fixture. */
import { access, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeEach, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { bundlePage } from '../../scripts/dev/page.ts'
import { startDevServer } from '../../scripts/dev/server.ts'
import type { DevServer } from '../../scripts/dev/server.ts'
import { replayFixtures } from '../../scripts/replay/index.ts'
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
      '✓ Orders\ntype = "track" and event = "Order Completed"\n✎'
    ])
    expect(await page.locator('.mapping tbody tr').allInnerTexts()).toEqual([
      'id\t\nproperties.order_id\n✎\n\t"A-1"',
      'user\t\nuserId\n✎\n\t"user_1"'
    ])
    expect(await page.locator('.req').innerText()).toContain('https://api.shop.example/orders')
    await page.getByRole('button', { name: 'Save as fixture' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved, and it replays.').waitFor()
    await access(path.join(root, 'fixtures/shop/kept-track-order-completed.json'))
    expect(errors).toEqual([])
  }, 60_000)

  it('tries another mapping on all events, takes it over, keeps the event, and takes the change back', async () => {
    await send(order)
    await send({ ...order, userId: 'user_2' })
    await send({ ...order, event: 'Other' })
    await page.getByRole('option', { name: 'user_2' }).click()
    await page.getByRole('button', { name: 'Change the mapping of user' }).click()
    await page.getByRole('textbox', { name: 'the mapping of user' }).fill('{ "@path": "$.event" }')
    await page.getByText('2 of 3 events change').waitFor()
    expect(await page.locator('.request > pre').innerText()).toContain('"user": "Order Completed"')
    await page.getByRole('button', { name: 'Take over' }).click()
    await page.getByText('Written into segment.config.json.').waitFor()
    await page.getByTitle('written in: segment.config.json').waitFor()
    const config = path.join(root, 'segment.config.json')
    expect(JSON.parse(await readFile(config, 'utf8'))).toMatchObject({
      functions: { shop: { presets: { Orders: { mapping: { user: { '@path': '$.event' } } } } } }
    })
    await page.getByRole('button', { name: 'Save as fixture' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved, and it replays.').waitFor()
    const { passed, failed } = await replayFixtures({ root, functions: ['shop'] })
    expect([passed, failed]).toEqual([1, 0])
    await page.getByRole('button', { name: 'Undo change' }).click()
    await page.getByRole('button', { name: 'Undo change' }).waitFor({ state: 'detached' })
    expect(await readFile(config, 'utf8')).toContain('"Orders": true')
    expect(errors).toEqual([])
  }, 60_000)

  it('is usable by everybody, as far as axe can tell, in both themes', async () => {
    await send({ ...order, properties: {} })
    await page.getByText('Which presets take it').waitFor()
    const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
    for (const theme of ['light', 'dark']) {
      await page.evaluate((name) => (document.documentElement.dataset.theme = name), theme)
      await page.evaluate(await readFile(axe, 'utf8'))
      const found = await page.evaluate('axe.run().then(({ violations }) => violations)')
      expect(
        (found as { id: string; nodes: { html: string }[] }[]).map(({ id, nodes }) => [
          id,
          ...nodes.map(({ html }) => html)
        ])
      ).toEqual([])
    }
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
