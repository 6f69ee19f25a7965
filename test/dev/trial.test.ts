/** A change of a preset is tried on the events that came, taken over into segment.config.json, and taken back. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Hono } from 'hono'
import { createApp } from '../../scripts/dev/server.ts'
import { Session } from '../../scripts/dev/session.ts'
import { order, shopProject } from './project.ts'

let root: string
let session: Session
let app: Hono

beforeEach(async () => {
  root = await shopProject()
  session = await Session.open({ root, now: () => Date.parse('2026-03-04T05:06:07.000Z') })
  app = createApp(session)
})
afterEach(() => session.close())

async function post(url: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const answer = await app.request(url, { method: 'POST', body: JSON.stringify(body) })
  return { status: answer.status, body: await answer.json() }
}

const configText = () => readFile(path.join(root, 'segment.config.json'), 'utf8')

it('says what an event would become, and which of the others would change', async () => {
  await post('/api/events', [order, { ...order, properties: {} }, { ...order, event: 'Other' }])
  const presets = { Orders: { mapping: { id: { '@path': '$.messageId' } } } }
  const { body } = await post('/api/functions/shop/try', { event: 2, presets })
  expect(body).toMatchObject({
    changed: [1, 2],
    of: 3,
    result: { outcome: 'delivered', presets: ['Orders'] },
    explanation: {
      taken: [
        {
          preset: 'Orders',
          fields: [
            { field: 'id', path: '$.messageId', writtenIn: 'segment.config.json', checked: { kind: 'kept' } },
            { field: 'user', value: 'user_1', checked: { kind: 'kept' } }
          ]
        }
      ]
    }
  })
  expect(await configText()).toContain('"Orders": true')
})

it('counts the events that a changed condition takes or leaves', async () => {
  await post('/api/events', [order, { ...order, event: 'Other' }, { ...order, event: 'Third' }])
  const presets = { Orders: { subscribe: 'type = "track" and event != "Third"' } }
  const { body } = await post('/api/functions/shop/try', { event: 2, presets })
  expect(body).toMatchObject({ changed: [2], of: 3, result: { outcome: 'delivered' } })
})

it('counts what validation makes the same as unchanged', async () => {
  await post('/api/events', [order, { ...order, properties: { order_id: 'A-2', plan: 'pro' } }])
  const tried = async (user: unknown) =>
    (await post('/api/functions/shop/try', { event: 1, presets: { Orders: { mapping: { user } } } })).body
  expect(await tried({ '@template': '{{userId}}' })).toMatchObject({ changed: [] })
  expect(
    await tried({ '@if': { exists: { '@path': '$.properties.plan' }, then: '', else: 'user_1' } })
  ).toMatchObject({ changed: [2] })
})

it('counts what changes of requests and outcomes, wherever an action has its values from', async () => {
  const file = path.join(root, 'destinations/shop/index.ts')
  const text = await readFile(file, 'utf8')
  const built = new Promise<void>((resolve) => {
    session.onHappening(({ kind }) => kind === 'state' && resolve())
  })
  // Of the user, the shop is told only whether there is one.
  await writeFile(
    file,
    text.replace('json: payload', 'json: { id: payload.id, known: Boolean(payload.user) }')
  )
  await built
  await post('/api/events', [order, { ...order, userId: undefined, anonymousId: 'a-1' }, { type: 'page' }])
  const tried = async (mapping: object) =>
    (await post('/api/functions/shop/try', { event: 1, presets: { Orders: { mapping } } })).body
  expect(await tried({ user: 'somebody else' })).toMatchObject({
    ...{ changed: [2], of: 3 },
    places: [{ place: 'POST /orders known', count: 1 }]
  })
  expect(await tried({ id: { '@path': '$.userId' } })).toMatchObject({
    ...{ changed: [1, 2], of: 3, result: { requests: [{ body: '{"id":"user_1","known":true}' }] } },
    places: [
      { place: 'POST /orders id', count: 1 },
      { place: 'delivered -> discarded', count: 1 },
      { place: 'POST https://api.shop.example/orders vanishes', count: 1 }
    ]
  })
})

it('refuses what segment.config.json would be refused for, and writes nothing', async () => {
  await post('/api/events', order)
  const before = await configText()
  const presets = { Orders: { mapping: { idd: 'x' } } }
  const tried = await post('/api/functions/shop/try', { event: 1, presets })
  const taken = await post('/api/functions/shop/take-over', { presets })
  expect([tried.status, taken.status]).toEqual([400, 400])
  expect(JSON.stringify(tried.body)).toContain('idd')
  expect(await configText()).toBe(before)
})

it('writes what was tried into segment.config.json, and takes it back', async () => {
  const before = await configText()
  const presets = { Orders: { mapping: { user: 'somebody' } } }
  expect(await post('/api/functions/shop/take-over', { presets })).toEqual({ status: 200, body: {} })
  expect(JSON.parse(await configText())).toEqual({
    functions: { shop: { destination: 'destinations/shop', displayName: 'Shop', presets } }
  })
  expect(await post('/api/undo', {})).toEqual({ status: 200, body: {} })
  expect(await configText()).toBe(before)
})

it('says what validation made of each field, and of one that is missing', async () => {
  await post('/api/events', { ...order, userId: 17, properties: {} })
  const { explanation } = (await (await app.request('/api/events/1')).json()) as {
    explanation: { taken: { fields: { field: string; checked: object }[] }[] }[]
  }
  expect(explanation[0]!.taken[0]!.fields.map(({ field, checked }) => [field, checked])).toEqual([
    ['id', { kind: 'refused', why: 'is missing' }],
    ['user', { kind: 'changed', value: '17' }]
  ])
})

it('plans a retry by the policy, and does not wait for it when told so', async () => {
  await app.request('/api/functions/shop/vendor', { method: 'PUT', body: '{"status": 500}' })
  const { body } = await post('/api/events', order)
  const at = (body as { results: { retry: { number: number; at: string } }[] }).results[0]!.retry
  expect(at.number).toBe(1)
  const waitMs = Date.parse(at.at) - session.now()
  expect(waitMs).toBeGreaterThanOrEqual(14_000)
  expect(waitMs).toBeLessThanOrEqual(28_000)
  await app.request('/api/functions/shop/vendor', { method: 'PUT', body: '{"status": 200}' })
  const again = await post('/api/events/1/retry', { function: 'shop' })
  expect(again.body).toMatchObject({ results: [{ outcome: 'delivered', attempt: 2 }] })
  expect((await post('/api/events/1/retry', { function: 'shop' })).status).toBe(400)
})

describe('segment.config.json', () => {
  const write = (text: string) => writeFile(path.join(root, 'segment.config.json'), text)
  const rebuilt = () =>
    new Promise<void>((resolve) => {
      const stop = session.onHappening(({ kind }) => {
        if (kind !== 'state') return
        stop()
        resolve()
      })
    })
  const presets = { Orders: { subscribe: 'type = "track" and event = "Bought"', mapping: { user: 'x' } } }

  it('gets the presets that it did not name', async () => {
    const built = rebuilt()
    await write('{ "functions": { "shop": { "destination": "destinations/shop" } } }')
    await built
    const before = await configText()
    expect((await post('/api/functions/shop/take-over', { presets })).status).toBe(200)
    expect(JSON.parse(await configText())).toEqual({
      functions: { shop: { destination: 'destinations/shop', presets } }
    })
    await post('/api/undo', {})
    expect(await configText()).toBe(before)
  })

  it('keeps what was not changed as it is laid out, and what a preset has already', async () => {
    const built = rebuilt()
    await write(`{
\t"functions": { "shop": {
\t\t"destination": "destinations/shop",   "presets": {
\t\t\t"Orders": { "mapping": { "id": "A" } }
\t\t} } }
}`)
    await built
    await post('/api/functions/shop/take-over', { presets: { Orders: { mapping: { user: 'x' } } } })
    expect(await configText()).toBe(`{
\t"functions": { "shop": {
\t\t"destination": "destinations/shop",   "presets": {
\t\t\t"Orders": {
\t\t\t\t"mapping": {
\t\t\t\t\t"id": "A",
\t\t\t\t\t"user": "x"
\t\t\t\t}
\t\t\t}
\t\t} } }
}`)
  })

  it('is laid out as prettier has it, where it was', async () => {
    const built = rebuilt()
    await write('{ "functions": { "shop": { "destination": "destinations/shop" } } }\n')
    await built
    await post('/api/functions/shop/take-over', { presets: { Orders: { mapping: { user: 'x' } } } })
    expect(await configText()).toBe(`{
  "functions": {
    "shop": {
      "destination": "destinations/shop",
      "presets": {
        "Orders": {
          "mapping": {
            "user": "x"
          }
        }
      }
    }
  }
}
`)
  })

  it('is left as it is where somebody has changed it since, and takes several changes back in their turn', async () => {
    const original = await configText()
    await post('/api/functions/shop/take-over', { presets })
    const first = await configText()
    await post('/api/functions/shop/take-over', { presets: { Orders: { mapping: { user: 'y' } } } })
    await write(`${await configText()}\n`)
    const refused = await post('/api/undo', {})
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([
      400,
      expect.stringContaining('was changed since')
    ])
    await write((await configText()).slice(0, -1))
    await post('/api/undo', {})
    expect(await configText()).toBe(first)
    await post('/api/undo', {})
    expect(await configText()).toBe(original)
    expect((await post('/api/undo', {})).status).toBe(400)
  })

  it('is refused with a comment, as by every other command, and not written', async () => {
    const text = '{ // presets follow\n "functions": { "shop": { "destination": "destinations/shop" } } }'
    await write(text)
    const taken = await post('/api/functions/shop/take-over', { presets })
    expect([taken.status, await configText()]).toEqual([400, text])
  })
})
