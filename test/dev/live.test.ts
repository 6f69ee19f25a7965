/** A function that really sends: what its vendor answers is shown as that of a simulated one, without secrets. */
import { readFile } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { inBrowser, saveFixture } from './inspector.ts'
import { definition, order } from './project.ts'

/** Repeats the key, as careless vendors do. */
const vendor = http.createServer((request, answer) => {
  const { authorization } = request.headers
  answer.writeHead(422, { 'content-type': 'application/json', 'x-request': `by ${authorization}` })
  answer.end(JSON.stringify({ message: `${authorization} may not order A-1 for peter@acme.example` }))
})
beforeAll(() => new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve)))
afterAll(() => void vendor.close())

await inBrowser((open) => {
  it('shows the status, the headers and the body of what a vendor really answered', async () => {
    const { port } = vendor.address() as AddressInfo
    const files = {
      'destinations/shop/index.ts': definition.replace(
        'https://api.shop.example',
        `http://127.0.0.1:${port}`
      ),
      'settings.json': { shop: { apiKey: 'k3y-of-a-shop' } }
    }
    const inspector = await open(files, { settings: 'settings.json', live: ['shop'] })
    const { page, server, send } = inspector
    await page.getByText('LIVE, really sent: shop').waitFor()
    await send({ ...order, context: { traits: { email: 'peter@acme.example' } } })
    const request = page.locator('.request')
    await request.getByText('422').waitFor()
    expect(await request.locator('.end').innerText()).toBe('422 · really sent')
    await request.getByText('the answer').waitFor()
    await request.locator('summary', { hasText: 'headers' }).last().click()
    const shown = await request.innerText()
    expect(shown).toContain('"message": "Bearer [apiKey] may not order A-1 for peter@acme.example"')
    expect(shown).toContain('x-request: by Bearer [apiKey]')
    const told = await (await fetch(`${server.url}/api/events`)).text()
    expect(told).not.toContain('k3y-of-a-shop')
    expect(JSON.parse(told)).toMatchObject([
      {
        results: [
          {
            outcome: 'discarded',
            answers: [{ status: 422, headers: { 'content-type': 'application/json' } }]
          }
        ]
      }
    ])
    await saveFixture(page)
    const file = path.join(inspector.root, 'fixtures/shop/kept-track-order-completed.json')
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      settings: { apiKey: 'example_apiKey' },
      exchanges: [
        {
          request: { headers: { authorization: 'Bearer example_apiKey' } },
          reply: {
            status: 422,
            json: { message: 'Bearer [apiKey] may not order A-1 for peter@acme.example' }
          }
        }
      ],
      expect: { outcome: 'discarded' }
    })
    const clean = { method: 'POST', body: JSON.stringify({ name: 'clean', replacePersonal: true }) }
    const { text } = (await (await fetch(`${server.url}/api/events/1/fixture`, clean)).json()) as {
      text: string
    }
    expect(text).toContain('may not order A-1 for jane.doe@example.com')
    expect(text).not.toContain('peter')
  }, 60_000)
})
