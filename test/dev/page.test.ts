/** The inspector in a real browser: an event arrives, is looked at and kept as a fixture. */
import { access, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeEach, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { bundlePage } from '../../scripts/dev/page.ts'
import { replayFixtures } from '../../scripts/replay/index.ts'
import { inBrowser, saveFixture } from './inspector.ts'
import type { Inspector } from './inspector.ts'
import { order } from './project.ts'

it('has at most 250 KB to load', async () => {
  expect(gzipSync(await bundlePage()).length).toBeLessThan(250_000)
}, 30_000)

await inBrowser((open) => {
  let inspector: Inspector
  let page: Page

  beforeEach(async () => {
    inspector = await open()
    ;({ page } = inspector)
  }, 60_000)

  it('shows an event that arrives, its way, and keeps it', async () => {
    await page.getByText('No events yet').waitFor()
    await inspector.send(order)
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
    await saveFixture(page)
    await access(path.join(inspector.root, 'fixtures/shop/kept-track-order-completed.json'))
    expect(inspector.errors).toEqual([])
  }, 60_000)

  it('tries another mapping on all events, takes it over, keeps the event, and takes the change back', async () => {
    await inspector.send(order)
    await inspector.send({ ...order, userId: 'user_2' })
    await inspector.send({ ...order, event: 'Other' })
    await page.getByRole('option', { name: 'user_2' }).click()
    await page.getByRole('button', { name: 'Change the mapping of user' }).click()
    await page.getByRole('textbox', { name: 'the mapping of user' }).fill('{ "@path": "$.event" }')
    await page.getByText('2 of 3 events change').waitFor()
    expect(await page.locator('.request > pre').innerText()).toContain('"user": "Order Completed"')
    await page.getByRole('button', { name: 'Take over' }).click()
    await page.getByText('Written into segment.config.json.').waitFor()
    await page.getByTitle('written in: segment.config.json').waitFor()
    const config = path.join(inspector.root, 'segment.config.json')
    expect(JSON.parse(await readFile(config, 'utf8'))).toMatchObject({
      functions: { shop: { presets: { Orders: { mapping: { user: { '@path': '$.event' } } } } } }
    })
    await saveFixture(page)
    const { passed, failed } = await replayFixtures({ root: inspector.root, functions: ['shop'] })
    expect([passed, failed]).toEqual([1, 0])
    await page.getByRole('button', { name: 'Undo change' }).click()
    await page.getByRole('button', { name: 'Undo change' }).waitFor({ state: 'detached' })
    expect(await readFile(config, 'utf8')).toContain('"Orders": true')
    expect(inspector.errors).toEqual([])
  }, 60_000)

  it('is usable by everybody, as far as axe can tell, in both themes', async () => {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    const findings = async (): Promise<unknown> => {
      await page.evaluate(axe)
      return page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]))'
      )
    }
    for (const theme of ['light', 'dark']) {
      await page.evaluate((name) => (document.documentElement.dataset.theme = name), theme)
      await page.getByText('No events yet').waitFor()
      expect(await findings()).toEqual([])
      await inspector.send({ ...order, properties: {} })
      await page.getByRole('button', { name: 'Change the condition of Orders' }).click()
      await page.getByRole('button', { name: 'Save as fixture' }).click()
      await page.getByText('events change').waitFor()
      expect(await findings()).toEqual([])
      await page.getByRole('button', { name: 'Drop' }).click()
      // A body that is longer than its box.
      await inspector.send({ ...order, properties: { order_id: 'A '.repeat(3_000) } })
      await page.locator('.row').nth(1).waitFor()
      await page.locator('.row').first().click()
      await page.getByText('api.shop.example/orders').waitFor()
      expect(await findings()).toEqual([])
      await page.getByRole('button', { name: 'Overview' }).click()
      await page.getByRole('heading', { name: 'Functions' }).waitFor()
      expect(await findings()).toEqual([])
      await page.getByRole('button', { name: 'Overview' }).click()
      await page.getByRole('button', { name: 'Clear' }).click()
    }
    await page.goto(`${inspector.server.url}/demo/sign-up`)
    // Its CSP lets no script in but its own, so axe goes round it.
    const session = await page.context().newCDPSession(page)
    await session.send('Page.setBypassCSP', { enabled: true })
    await page.reload()
    expect(await findings()).toEqual([])
  }, 60_000)

  it('can be used without a mouse', async () => {
    await inspector.send(order)
    await inspector.send({ ...order, userId: 'user_2' })
    await page.getByText('Which presets take it').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('shop:delivered')
    // Both are delivered by then.
    await page.locator('.row').nth(1).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowDown')
    await page.locator('[aria-selected=true]', { hasText: 'user_1' }).waitFor()
    await page.keyboard.press('r')
    await page.locator('.row').nth(2).waitFor()
    await page.keyboard.press('s')
    await page.locator('input:focus').waitFor()
    await page.keyboard.type('by-hand')
    await page.keyboard.press('Enter')
    await page.getByText('fixtures/shop/by-hand.json').waitFor()
    await page.getByRole('button', { name: 'Close' }).press('Enter')
    await page.keyboard.press('o')
    await page.getByRole('img', { name: '3 events from this page, HTTP API' }).waitFor()
    await page.getByRole('button', { name: '3 delivered' }).press('Enter')
    expect(await page.getByLabel('Filter events').inputValue()).toBe('shop:delivered')
  }, 60_000)

  it('completes the fields of an event, and the paths of a mapping', async () => {
    await inspector.send({ ...order, properties: { order_id: 'A-1', gift: { wrap: 'red' } } })
    await page.getByRole('button', { name: 'Change the mapping of user' }).click()
    const mapping = page.getByRole('textbox', { name: 'the mapping of user' })
    await mapping.fill('')
    await mapping.pressSequentially('{ "@path": "$.properties.gift.w')
    await page.getByRole('option', { name: '$.properties.gift.wrap' }).waitFor()
    await mapping.press('Tab')
    await page.locator('.request > pre', { hasText: '"user": "red"' }).waitFor()
    await mapping.press('Escape')
    await page.locator('button:focus[aria-label="Change the mapping of user"]').waitFor()
  }, 60_000)

  it('says why an event was discarded before all else, and what each sign means', async () => {
    await inspector.send({ ...order, properties: {} })
    expect(await page.locator('.way > :first-child').innerText()).toBe(
      '▲ discarded: Shop, Order: id is missing.'
    )
    expect((await page.locator('.legend').innerText()).split(/\s{2,}|\n/)).toEqual(
      '● delivered,▲ discarded,↻ to be retried,– not taken'.split(',')
    )
  }, 60_000)

  it('shows what stands in an event as text, and which part of a condition failed', async () => {
    await inspector.send({ ...order, event: '<img src=x onerror="document.title=1">' })
    await page.getByRole('option', { name: '<img src=x' }).waitFor()
    expect(await page.locator('.preset u').innerText()).toBe('event = "Order Completed"')
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.title()).toBe('Segment on your desk')
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
    expect(widths).toEqual([1000, 1000])
    expect(inspector.errors).toEqual([])
  }, 60_000)
})
