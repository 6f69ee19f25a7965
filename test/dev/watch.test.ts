/** A definition under work: built on save, its mistakes told, its last good build served. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { Session } from '../../scripts/dev/session.ts'
import { definition, order } from './project.ts'
import { serveShop } from './served.ts'
import type { Served } from './served.ts'

let shop: Served
beforeEach(async () => void (shop = await serveShop()))
afterEach(() => shop.session.close())

const mended = (change: (text: string) => string) =>
  writeFile(path.join(shop.root, 'destinations/shop/index.ts'), change(definition))
const nextState = () =>
  new Promise<void>((resolve) => {
    const stop = shop.session.onHappening(({ kind }) => {
      if (kind !== 'state') return
      stop()
      resolve()
    })
  })

it('serves the last good build while it is broken, and says where; the next good one is taken', async () => {
  let told = nextState()
  await mended((text) => text.replace('actions: {', 'actions: {{'))
  await told
  expect(shop.session.unit('shop').error).toEqual({
    message: expect.stringMatching(/^destinations\/shop\/index\.ts:\d+:\d+: /),
    hint: 'Mend the file; `npm run types` shows more.'
  })
  expect(await (await shop.post('/api/events', order)).json()).toMatchObject({
    results: [{ outcome: 'delivered' }]
  })
  told = nextState()
  await mended((text) => text.replace('/orders', '/v2/orders'))
  await told
  expect(shop.session.unit('shop').error).toBe(undefined)
  expect(await (await shop.post('/api/events', order)).json()).toMatchObject({
    results: [{ requests: [{ url: 'https://api.shop.example/v2/orders' }] }]
  })
})

it('builds again only what segment.config.json says something else of', async () => {
  const file = path.join(shop.root, 'segment.config.json')
  const text = await readFile(file, 'utf8')
  const saved = async (config: string) => {
    const told = nextState()
    await writeFile(file, config)
    await told
    return shop.session.unit('shop')
  }
  const before = shop.session.unit('shop').build
  expect((await saved(`${text}\n`)).build).toBe(before)
  expect((await saved(text.replace('functions', 'funktions'))).error).toMatchObject({
    message: expect.stringContaining('funktions')
  })
  expect(await saved(text)).toMatchObject({ build: before, error: undefined })
  const renamed = await saved(text.replace('"Shop"', '"The shop"'))
  expect(renamed.build?.fn.displayName).toBe('The shop')
})

it('keeps a mistake of a definition while something else is saved', async () => {
  let told = nextState()
  await mended((text) => text.replace('actions: {', 'actions: {{'))
  await told
  const { error } = shop.session.unit('shop')
  told = nextState()
  const file = path.join(shop.root, 'segment.config.json')
  await writeFile(file, `${await readFile(file, 'utf8')}\n`)
  await told
  expect([error, shop.session.unit('shop').error]).toEqual([expect.anything(), error])
})

it('does not start live without the settings', async () => {
  await expect(Session.open({ root: shop.root, live: ['shop'] })).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringContaining('the required setting "API key" (apiKey) is missing')
  })
})
