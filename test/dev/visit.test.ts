/** A visit of the demo shop with the real SDK, from the click to a fixture; and what else happens while the page is open. */
import { readFile, writeFile } from 'node:fs/promises'
import http from 'node:http'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { replayFixtures } from '../../scripts/replay/index.ts'
import { inBrowser, saveFixture } from './inspector.ts'
import { definition, order } from './project.ts'

await inBrowser((open, browser) => {
  it('a visit of the demo shop becomes events, one of them a fixture with another mapping', async () => {
    const inspector = await open()
    const { page, root, server, errors } = inspector
    const [shop] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('link', { name: 'Open the demo shop' }).click()
    ])
    shop.on('pageerror', (error) => void errors.push(error.message))
    await shop.getByRole('link', { name: 'Sign up' }).click()
    await shop.getByRole('button', { name: 'Sign up' }).click()
    await shop.getByText('track Sign Up').waitFor()
    await shop.getByRole('link', { name: 'Games' }).click()
    await shop.getByRole('button', { name: 'Buy for $50' }).click()
    await shop.getByText('track Order Completed').waitFor()

    await page.getByRole('option', { name: 'Order Completed' }).click()
    expect(await page.locator('.row').count()).toBe(6)
    await page.getByText('from analytics.js').waitFor()
    await page.getByRole('button', { name: 'Change the mapping of user' }).click()
    await page
      .getByRole('textbox', { name: 'the mapping of user' })
      .fill('{ "@path": "$.properties.currency" }')
    await page.getByText('1 of 6 events change').waitFor()
    await page.getByRole('button', { name: 'Show them' }).click()
    expect(await page.locator('.row').count()).toBe(1)
    await page.getByRole('button', { name: 'Take over' }).click()
    await page.getByTitle('written in: segment.config.json').waitFor()
    await saveFixture(page)

    const { fixtures, passed, failed } = await replayFixtures({ root, functions: ['shop'] })
    expect([passed, failed, fixtures[0]!.requests]).toMatchObject([
      1,
      0,
      [{ body: expect.stringMatching(/^{"id":"ORD_\w+","user":"USD"}$/) }]
    ])
    expect(errors).toEqual([])
    expect(shop.url()).toBe(`${server.url}/demo/games`)
    await shop.close()
  }, 60_000)

  it('shows the members of a field that is mapped member by member', async () => {
    const mapping =
      "{ plan: { '@path': '$.properties.plan' }, via: 'dev', coupon: { '@path': '$.properties.coupon' } }"
    const inspector = await open({
      'destinations/shop/index.ts': definition
        .replace("user: { '@path'", `details: ${mapping}, user: { '@path'`)
        .replace(
          'user: { label',
          "details: { label: 'Details', description: 'More.', type: 'object' }, user: { label"
        )
    })
    const { page, send } = inspector
    await send({ ...order, properties: { ...order.properties, plan: 'pro' } })
    await page.getByRole('button', { name: '3 members' }).click()
    expect(await page.locator('.member').allInnerTexts()).toEqual([
      'plan\tproperties.plan\t"pro"',
      'via\t"dev"\t"dev"',
      '1 member stays empty: the event has nothing for it'
    ])
  }, 60_000)

  it('says where a definition is broken, and goes on when it is mended', async () => {
    const inspector = await open()
    const { page, root, send } = inspector
    const file = path.join(root, 'destinations/shop/index.ts')
    await writeFile(file, definition.replace('actions: {', 'actions: {{'))
    const alert = page.getByRole('alert')
    await alert.getByText('shop does not build; its last good build serves on.').waitFor()
    expect(await alert.innerText()).toMatch(/destinations\/shop\/index\.ts:\d+:\d+/)
    await send(order)
    await page.getByText('api.shop.example/orders').waitFor()
    await writeFile(file, definition.replace('/orders', '/v2/orders'))
    await alert.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Send again' }).click()
    await page.getByText('api.shop.example/v2/orders').waitFor()
    expect(await readFile(file, 'utf8')).toContain('/v2/orders')
  }, 60_000)

  it('a page of another origin can neither read nor send, and a name that leads here is not this machine', async () => {
    const inspector = await open()
    const { server, send } = inspector
    await send(order)
    const context = await browser.newContext()
    await context.route('http://attack.example/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Attack</title>' })
    )
    const attack = await context.newPage()
    await attack.goto('http://attack.example/')
    const tried = await attack.evaluate(async (url) => {
      const body = JSON.stringify({ type: 'track', event: 'Forged', writeKey: 'key', userId: 'x' })
      const result = (work: Promise<unknown>) =>
        work.then(
          () => 'went through',
          () => 'refused'
        )
      const element = (tag: 'script' | 'img') =>
        new Promise<void>((resolve, reject) => {
          const one = document.createElement(tag)
          Object.assign(one, { src: `${url}/api/events`, onload: resolve, onerror: reject })
          document.body.append(one)
        })
      const stream = new Promise((resolve, reject) => {
        const source = new EventSource(`${url}/api/stream?after=0`)
        Object.assign(source, { onopen: resolve, onerror: reject })
      })
      // No answer is read here, so nothing tells whether it was taken: the list below does.
      await Promise.allSettled(
        ['/v1/t', '/v1/batch', '/api/events', '/api/undo', '/functions/shop'].map((path) =>
          fetch(url + path, { method: 'POST', mode: 'no-cors', body })
        )
      )
      navigator.sendBeacon(`${url}/v1/t`, body)
      return Promise.all(
        [fetch(`${url}/api/events`), fetch(`${url}/v1/t`, { method: 'POST', body }), stream]
          .map(result)
          .concat([result(element('script')), result(element('img'))])
      )
    }, server.url)
    expect(tried).toEqual(Array<string>(5).fill('refused'))
    await context.close()

    const { port } = new URL(server.url)
    const rebound = await new Promise<number | undefined>((resolve, reject) =>
      http
        .get(
          { port, host: '127.0.0.1', path: '/api/events', headers: { host: `attack.example:${port}` } },
          (answer) => resolve(answer.resume().statusCode)
        )
        .on('error', reject)
    )
    expect(rebound).toBe(403)
    const events = (await (await fetch(`${server.url}/api/events`)).json()) as { event: { event: string } }[]
    expect(events.map(({ event }) => event.event)).toEqual(['Order Completed'])
  }, 60_000)
})
