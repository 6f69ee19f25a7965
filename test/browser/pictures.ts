/**
 * `npm run pictures`: takes the pictures of `npm run dev` that the README and the docs show, in both themes, of a session
 * that is played in a copy of the project. To be looked at before they are committed.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { startDevServer } from '../../scripts/dev/server.ts'
import { copyProject } from '../docs/project-copy.ts'
import { launchChrome } from '../../scripts/bench/browser.ts'

const folder = 'docs/pictures'
const mostBytes = 200_000
/** As in the address that people see. */
const port = 4020

/** What comes in, by the names of recorded events; each is another user's. */
const visits = [
  ...['browser-page-home', 'browser-sign-up', 'browser-identify', 'node-order-completed'],
  ...[
    'browser-product-viewed',
    'browser-order-completed-cents',
    'node-plan-upgraded',
    'browser-payment-made'
  ],
  ...['node-order-refunded', 'browser-page-category', 'browser-order-completed', 'browser-group'],
  ...['node-screen-ios', 'browser-cancel', 'node-sign-up']
]
const people = ['Peter Gibbons', 'Joanna Lumbergh', 'Milton Waddams', 'Samir Nagheenanajar', 'Jane Doe']
const rounds = 4
/** In the last round a vendor is out of order for a while. */
const outage: Record<number, object> = { 6: { status: 503 }, 9: { status: 200 } }

/** Of each picture, what is done before it is taken. */
const pictures: Record<string, (page: Page) => Promise<void>> = {
  inspector: async (page) => {
    await openSignUp(page)
  },
  trial: async (page) => {
    await openSignUp(page)
    await page.getByRole('button', { name: 'Change the mapping of customerName' }).click()
    await page
      .getByRole('textbox', { name: 'the mapping of customerName' })
      .fill('{ "@template": "{{context.traits.name}} ({{properties.plan}})" }')
    await page.getByText(/events change/).waitFor()
    await page.locator('.right').evaluate((pane) => pane.scrollTo(0, 200))
  },
  overview: async (page) => {
    await page.getByRole('button', { name: 'Overview' }).click()
    await page.setViewportSize({ width: 1280, height: 960 })
    await page.locator('.flow').waitFor()
  }
}

async function openSignUp(page: Page): Promise<void> {
  await page.getByRole('option', { name: 'Sign Up' }).first().click()
  await page.getByText('What was sent').waitFor()
}

async function play(url: string): Promise<void> {
  const recorded = await Promise.all(
    visits.map(async (name) => JSON.parse(await readFile(`fixtures/events/${name}.json`, 'utf8')) as object)
  )
  for (let round = 0; round < rounds; round++)
    for (const [index, event] of recorded.entries()) {
      if (round === rounds - 1 && index in outage) {
        // Before that, all that was sent has gone through.
        await fetch(`${url}/api/events?after=${Number.MAX_SAFE_INTEGER}`)
        await put(`${url}/api/functions/saasquatch/vendor`, outage[index]!)
      }
      const number = round * visits.length + index
      await post(`${url}/v1/batch`, { writeKey: 'demo', batch: [ofSomebody(event, number)] })
    }
  await fetch(`${url}/api/functions/dub-source/example`, { method: 'POST' })
}

function ofSomebody(event: object, number: number): object {
  const {
    messageId: _id,
    userId,
    context = {}
  } = event as { messageId?: string; userId?: string; context?: object }
  const name = people[number % people.length]!
  const email = `${name.split(' ')[0]!.toLowerCase()}@example.com`
  const traits = { ...(context as { traits?: object }).traits, name, email }
  return {
    ...event,
    messageId: `visit-${number}`,
    ...(userId !== undefined && { userId: `user_${900 + number}` }),
    context: { ...context, traits }
  }
}

const send = (method: string) => async (url: string, body: object) => {
  const answer = await fetch(url, { method, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${url}: ${await answer.text()}`)
}
const post = send('POST')
const put = send('PUT')

async function take(browser: Browser, url: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const [name, prepare] of Object.entries(pictures)) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, colorScheme })
      await page.goto(url)
      await prepare(page)
      await page.mouse.move(0, 0)
      const bytes = await asWebp(page, await page.screenshot({ animations: 'disabled', caret: 'hide' }))
      await page.close()
      const file = `${folder}/${name}-${colorScheme}.webp`
      if (bytes.length > mostBytes)
        throw new Error(`${file} would have ${bytes.length} bytes, more than ${mostBytes}.`)
      await writeFile(file, bytes)
      process.stdout.write(`${file}: ${Math.round(bytes.length / 1000)} KB\n`)
    }
}

/** Without loss, in a third of the bytes; the browser that took it can do it. */
async function asWebp(page: Page, png: Buffer): Promise<Buffer> {
  const url = await page.evaluate(async (data) => {
    const bitmap = await createImageBitmap(
      new Blob([Uint8Array.from(atob(data), (one) => one.charCodeAt(0))])
    )
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width: bitmap.width, height: bitmap.height })
    canvas.getContext('2d')!.drawImage(bitmap, 0, 0)
    return canvas.toDataURL('image/webp', 1)
  }, png.toString('base64'))
  return Buffer.from(url.split(',')[1]!, 'base64')
}

const chrome = await launchChrome()
if ('reason' in chrome) throw new Error(`No browser runs on this machine: ${chrome.reason}`)
const project = await copyProject(['fixtures'])
// A day like another, on which a moment passes between two events.
let moment = Date.parse('2026-03-04T09:58:00.000Z')
const server = await startDevServer({ root: project.folder, port, now: () => (moment += 700) })
try {
  await mkdir(folder, { recursive: true })
  await play(server.url)
  await server.session.settled()
  await take(chrome.browser, server.url)
} finally {
  await server.stop()
  await chrome.browser.close()
  await project.remove()
}
