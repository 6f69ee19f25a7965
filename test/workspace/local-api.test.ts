/** The local API against what Segment documents: asked with plain fetch, as any client might. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startLocalApi } from '../../scripts/workspace/local-api/server.ts'
import type { LocalApi } from '../../scripts/workspace/local-api/server.ts'

const apiKey = {
  name: 'apiKey',
  label: 'API key',
  type: 'STRING',
  description: 'Your Dub API key',
  required: true,
  sensitive: true
}
const dub = {
  code: 'async function onTrack(event, settings) {}',
  displayName: 'Dub',
  resourceType: 'DESTINATION',
  description: 'Lead and sale conversions to Dub',
  settings: [apiKey]
}

let api: LocalApi
let time: number

beforeEach(async () => {
  time = Date.parse('2026-01-02T15:04:05.000Z')
  api = await startLocalApi({ port: 0, maxCodeBytes: 1_000, now: () => time })
})
afterEach(() => api.stop())

async function call(method: string, path: string, body?: object, token = 'local-token') {
  const response = await fetch(api.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body ? JSON.stringify(body) : null
  })
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a reply is read as the test knows it
  return { status: response.status, headers: response.headers, body: (await response.json()) as any }
}

const create = async (input: object = dub): Promise<string> =>
  (await call('POST', '/functions', input)).body.data.function.id

describe('local API', () => {
  it('names the workspace of a token', async () => {
    const { status, body } = await call('GET', '/')
    expect(status).toBe(200)
    expect(body.data.workspace).toMatchObject({ name: 'My Workspace', slug: 'my-workspace' })
  })

  it('creates a function that is saved and not deployed, with the workspace in its name', async () => {
    const { status, body } = await call('POST', '/functions', dub)
    expect(status).toBe(200)
    const { id, ...rest } = body.data.function
    expect(id).toMatch(/^dfn_[0-9a-f]{24}$/)
    expect(rest).toEqual({
      resourceType: 'DESTINATION',
      createdAt: '2026-01-02T15:04:05.000Z',
      createdBy: 'sgJDWk3K21k6LE3tLU9nRK',
      displayName: 'Dub (My Workspace)',
      description: 'Lead and sale conversions to Dub',
      logoUrl: '',
      code: 'async function onTrack(event, settings) {}',
      settings: [apiKey],
      deployedAt: null,
      isLatestVersion: false,
      catalogId: id.slice(4)
    })
  })

  it('deploys with a PATCH that has code, and with no other', async () => {
    const id = await create()
    const renamed = await call('PATCH', `/functions/${id}`, { displayName: 'Dub 2' })
    expect(renamed.body.data.function).toMatchObject({
      displayName: 'Dub 2 (My Workspace)',
      deployedAt: null
    })

    time += 60_000
    const deployed = await call('PATCH', `/functions/${id}`, { code: 'async function onPage() {}' })
    expect(deployed.body.data.function).toMatchObject({
      code: 'async function onPage() {}',
      deployedAt: '2026-01-02T15:05:05.001Z',
      isLatestVersion: true
    })
  })

  it('keeps versions, newest first, and restores one without deploying it', async () => {
    const id = await create()
    await call('PATCH', `/functions/${id}`, { code: 'second' })
    const { versions } = (await call('GET', `/functions/${id}/versions`)).body.data
    expect(versions).toMatchObject([
      { code: 'second', isDeployed: true },
      { code: dub.code, isDeployed: false, deployedAt: null }
    ])
    const one = await call('GET', `/functions/${id}/versions/${versions[1].id}`)
    expect(one.body.data.version).toEqual(versions[1])

    await call('POST', `/functions/${id}/versions`, { versionId: versions[1].id })
    expect((await call('GET', `/functions/${id}`)).body.data.function).toMatchObject({
      code: dub.code,
      isLatestVersion: false
    })
  })

  it('lists in pages, without code and settings', async () => {
    for (const displayName of ['A', 'B', 'C']) await create({ ...dub, displayName })
    const path = '/functions?resourceType=DESTINATION&pagination.count=2'
    const first = (await call('GET', path)).body.data
    expect(first.functions.map((item: { displayName: string }) => item.displayName)).toEqual([
      'A (My Workspace)',
      'B (My Workspace)'
    ])
    expect(Object.keys(first.functions[0])).not.toEqual(expect.arrayContaining(['code']))
    const last = (await call('GET', `${path}&pagination.cursor=${encodeURIComponent(first.pagination.next)}`))
      .body.data
    expect(last.functions).toHaveLength(1)
    expect(last.pagination).toEqual({ current: first.pagination.next, totalEntries: 3 })
  })

  it('keeps the workspaces of different tokens apart', async () => {
    const id = await create()
    expect((await call('GET', `/functions/${id}`, undefined, 'local-token-production')).status).toBe(404)
    expect((await call('GET', `/functions/${id}`, undefined, 'local-token-read')).status).toBe(200)
  })

  it.each<[number, string, string, object | undefined, string]>([
    [401, 'GET', '/', undefined, 'wrong-token'],
    [403, 'POST', '/functions', dub, 'local-token-read'],
    [404, 'GET', '/functions/dfn_000000000000000000000000', undefined, 'local-token'],
    [404, 'GET', '/nothing', undefined, 'local-token'],
    [413, 'POST', '/functions', { ...dub, code: 'x'.repeat(1_001) }, 'local-token'],
    [422, 'GET', '/functions', undefined, 'local-token'],
    [422, 'GET', '/functions?resourceType=DESTINATION&pagination.count=1001', undefined, 'local-token']
  ])('answers %i to %s %s', async (status, method, path, body, token) => {
    const reply = await call(method, path, body, token)
    expect(reply.status).toBe(status)
    expect(Object.keys(reply.body)).toEqual(['errors'])
  })

  it('names every mistake in a function', async () => {
    const reply = await call('POST', '/functions', {
      resourceType: 'DEST',
      displayName: 'x'.repeat(110),
      settings: [{ ...apiKey, type: 'NUMBER', sensitive: undefined }, apiKey]
    })
    expect(reply).toMatchObject({
      status: 422,
      body: {
        errors: [
          { message: '"code" is required' },
          { message: '"displayName" length must be less than or equal to 120 characters long' },
          { message: '"settings[0].sensitive" is required' },
          { message: '"settings[0].type" must be one of [ARRAY, BOOLEAN, STRING, TEXT_MAP]' },
          { message: '"settings[1].name" contains a duplicate value' },
          {
            message:
              '"resourceType" must be one of [DESTINATION, INSERT_DESTINATION, INSERT_SOURCE, INSERT_TRANSFORMATION, SOURCE]'
          }
        ]
      }
    })
  })

  it('is full with 25 functions', async () => {
    for (let count = 0; count < 25; count++) await create()
    expect((await call('POST', '/functions', dub)).status).toBe(409)
  })

  it('deploys source functions only, to the sources made of them, and knows no insert functions', async () => {
    const id = await create({ ...dub, resourceType: 'SOURCE' })
    const instances = `${api.url}/_control/functions/${id}/instances`
    await fetch(instances, { method: 'POST' })
    await call('PATCH', `/functions/${id}`, { code: 'second' })
    const running = async () => ((await (await fetch(instances)).json()) as { code: string }[])[0]!.code
    expect(await running()).toBe(dub.code)
    expect((await call('POST', `/functions/${id}/deploy`)).body).toEqual({
      data: { functionDeployment: { status: 'SUCCESS' } }
    })
    expect(await running()).toBe('second')
    expect((await call('POST', `/functions/${await create()}/deploy`)).status).toBe(400)
    expect((await call('POST', '/functions', { ...dub, resourceType: 'INSERT_SOURCE' })).status).toBe(400)
    expect((await call('POST', '/insert-function-instances', {})).status).toBe(400)
  })

  it('deletes', async () => {
    const id = await create()
    expect((await call('DELETE', `/functions/${id}`)).body).toEqual({ data: { status: 'SUCCESS' } })
    expect((await call('GET', `/functions/${id}`)).status).toBe(404)
  })
})

describe('control of the local API', () => {
  it('edits code as somebody in the web editor would', async () => {
    const id = await create()
    await fetch(`${api.url}/_control/functions/${id}/code`, { method: 'PUT', body: 'edited' })
    expect((await call('GET', `/functions/${id}`)).body.data.function).toMatchObject({
      code: 'edited',
      isLatestVersion: true
    })
    const all = await fetch(`${api.url}/_control/functions`)
    expect(await all.json()).toMatchObject([{ id, displayName: 'Dub (My Workspace)' }])
  })

  it('limits the rate as often as it is told, as Segment does', async () => {
    await fetch(`${api.url}/_control/faults`, {
      method: 'POST',
      body: JSON.stringify({ status: 429, times: 2, retryAfter: 3 })
    })
    const refused = await call('GET', '/')
    expect(refused).toMatchObject({
      status: 429,
      body: { errors: [{ message: 'Too many requests', data: { msBeforeNext: 3_000 } }] }
    })
    expect(refused.headers.get('retry-after')).toBe('3')
    expect((await call('GET', '/')).status).toBe(429)
    expect((await call('GET', '/')).status).toBe(200)
    const log = await fetch(`${api.url}/_control/requests`)
    expect(await log.json()).toEqual([429, 429, 200].map((status) => ({ method: 'GET', path: '/', status })))
  })

  it('can do the work and lose the reply', async () => {
    api.fail({ method: 'POST', status: 500, afterWork: true })
    expect((await call('POST', '/functions', dub)).status).toBe(500)
    api.fail({ method: 'POST', drop: true, afterWork: true })
    await expect(call('POST', '/functions', dub)).rejects.toThrow('fetch failed')
    api.fail({ method: 'POST', drop: true })
    await expect(call('POST', '/functions', dub)).rejects.toThrow('fetch failed')
    expect((await call('GET', '/functions?resourceType=DESTINATION')).body.data.functions).toHaveLength(2)
  })

  it('can be slow', async () => {
    api.fail({ latencyMs: 30 })
    const start = performance.now()
    expect((await call('GET', '/')).status).toBe(200)
    expect(performance.now() - start).toBeGreaterThanOrEqual(29)
  })
})
