/** Events that come faster than a function runs: the page says how many wait, and how many never had their turn. */
import { expect, it } from '@jest/globals'
import { inBrowser } from './inspector.ts'
import { order } from './project.ts'

await inBrowser((open) => {
  it('says of a vendor that takes its time what waits for it, and what was forgotten', async () => {
    const inspector = await open()
    const { page, server, send } = inspector
    await send(order)
    await page.getByText('api.shop.example/orders').waitFor()
    const slow = JSON.stringify({ status: 200, delayMs: 10_000 })
    await fetch(`${server.url}/api/functions/shop/vendor`, { method: 'PUT', body: slow })
    const sendMany = async (count: number) => {
      for (let sent = 0; sent < count; sent += 1_000) {
        const batch = Array.from({ length: Math.min(1_000, count - sent) }, () => order)
        const body = JSON.stringify({ writeKey: 'key', batch })
        expect((await fetch(`${server.url}/v1/batch`, { method: 'POST', body })).status).toBe(200)
      }
    }
    const line = page.getByRole('status')
    await sendMany(5_000)
    await line.getByText('4,999 events wait for shop.', { exact: true }).waitFor()
    await sendMany(5_300)
    await line
      .getByText(
        '8,000 events wait for shop. 2,299 events never had their turn: they came faster than shop runs.'
      )
      .waitFor()
    expect(await (await fetch(`${server.url}/api/state`)).json()).toMatchObject({
      queues: { shop: { waiting: 8_000, dropped: 2_299 } }
    })
    expect(await (await fetch(`${server.url}/api/events/2301`)).json()).toMatchObject({
      ...{ pending: 0, results: [], warnings: ['shop never ran: too many events waited for it'] }
    })
    // The one that is open is the first.
    await page.getByText('Only this page still has this event').waitFor()
    expect(await page.locator('.row').count()).toBeLessThan(60)
    await page.getByRole('button', { name: 'Clear' }).click()
    await line.waitFor({ state: 'detached' })
    expect(inspector.errors).toEqual([])
  }, 60_000)
})
