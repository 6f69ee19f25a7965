import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ApiError } from '../../scripts/workspace/api-error.ts'
import { createClient } from '../../scripts/workspace/client.ts'
import { apiKey, createWorkbench } from './workbench.ts'
import type { Workbench } from './workbench.ts'

let bench: Workbench
beforeEach(async () => {
  bench = await createWorkbench()
})
afterEach(() => bench.close())

const dub = {
  resourceType: 'DESTINATION' as const,
  displayName: 'Dub',
  description: '',
  code: 'async function onTrack() {}',
  settings: [apiKey]
}
const notMade = () => Promise.resolve(undefined)

async function failureOf(work: Promise<unknown>): Promise<Pick<ApiError, 'message' | 'hint' | 'status'>> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason as ApiError
  )
  expect(error?.name).toBe('ApiError')
  return error!
}

/** A client whose server is a function. */
function clientOf(reply: () => Promise<Response>, waits: number[] = []) {
  return createClient({
    baseUrl: 'https://api.example.com',
    token: 'sgp_secret_token',
    tokenName: 'SEGMENT_TOKEN_DEV',
    fetch: reply,
    sleep: (ms) => Promise.resolve(waits.push(ms)),
    random: () => 1,
    now: () => 0
  })
}
const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  Promise.resolve(new Response(JSON.stringify(body), { status, headers }))

describe('client', () => {
  it('sends the token and reads the envelope', async () => {
    const { client } = await bench.open()
    expect(await client.workspace()).toEqual(bench.store.workspace)
    const made = await client.createFunction(dub, notMade)
    expect(await client.getFunction(made.id)).toEqual(made)
  })

  it('reads lists to their last page', async () => {
    const { client } = await bench.open()
    let calls = 0
    const paged = createClient({
      baseUrl: bench.api.url,
      token: 'local-token',
      tokenName: 'T',
      // Pages of 2 instead of 200.
      fetch: (url, init) => {
        calls++
        return fetch(String(url).replace('count=200', 'count=2'), init)
      },
      sleep: notMade,
      random: Math.random,
      now: Date.now
    })
    for (const displayName of ['A', 'B', 'C', 'D', 'E'])
      await client.createFunction({ ...dub, displayName }, notMade)
    const names = (await paged.listFunctions('DESTINATION')).map(({ displayName }) => displayName[0])
    expect(names).toEqual(['A', 'B', 'C', 'D', 'E'])
    // The workspace, whose name is taken off, and three pages.
    expect(calls).toBe(4)
  })

  it('waits as long as it is told in a storm of 429, then goes on', async () => {
    const { client } = await bench.open()
    bench.api.fail({ status: 429, times: 3, retryAfter: 2 })
    bench.api.fail({ status: 503, times: 2 })
    expect(await client.workspace()).toEqual(bench.store.workspace)
    expect(bench.pauses).toEqual([2_000, 2_000, 2_000, 2_000, 4_000])
  })

  it('gives up after seven repetitions', async () => {
    const { client } = await bench.open()
    bench.api.fail({ status: 500, times: 100 })
    const { message, status } = await failureOf(client.workspace())
    expect(message).toBe('GET /: Segment failed (500). Segment says: A fault that was asked for: 500')
    expect(status).toBe(500)
    expect(bench.pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 4_000, 4_000])
  })

  it('does not wait for a server that asks for more than two minutes', async () => {
    const waits: number[] = []
    const client = clientOf(() => json(429, { errors: [] }, { 'retry-after': '3600' }), waits)
    expect((await failureOf(client.workspace())).status).toBe(429)
    expect(waits).toEqual([])
  })

  it.each([
    [401, 'GET /: Segment does not accept the token in SEGMENT_TOKEN_DEV (401)'],
    [403, 'GET /: the token in SEGMENT_TOKEN_DEV lacks the permission (403)'],
    [404, 'GET /: the workspace has no such thing (404)'],
    [409, 'GET /: this conflicts with the state of the workspace (409)'],
    [413, 'GET /: the request of 0 bytes is too large for Segment (413)'],
    [422, 'GET /: Segment does not accept the request (422)'],
    [400, 'GET /: Segment does not accept the request (400)'],
    [302, 'GET /: Segment gave an unexpected answer (302)']
  ])('says at once what %i means', async (status, message) => {
    const waits: number[] = []
    const failure = await failureOf(clientOf(() => json(status, {}), waits).workspace())
    expect(failure.message).toBe(message)
    expect(failure.hint).toEqual(expect.any(String))
    expect(waits).toEqual([])
  })

  it("adds Segment's own words, without the token they may quote", async () => {
    const errors = [
      { type: 'input-validation', message: '"displayName" is required', field: 'displayName' },
      { message: 'in: Bearer sgp_secret_token' }
    ]
    const { message } = await failureOf(clientOf(() => json(422, { errors })).workspace())
    expect(message).toBe(
      'GET /: Segment does not accept the request (422). Segment says: "displayName" is required (displayName); in: Bearer [token]'
    )
  })

  it('takes a reply that is no JSON for a failure', async () => {
    const client = clientOf(() => Promise.resolve(new Response('<html>maintenance', { status: 200 })))
    expect((await failureOf(client.workspace())).message).toBe(
      'GET /: Segment gave an unexpected answer (200): it is no JSON'
    )
  })

  it('tries again when there is no connection, and says so in the end', async () => {
    const waits: number[] = []
    const unreachable = () => {
      return Promise.reject(new TypeError('fetch failed', { cause: { code: 'ENOTFOUND' } }))
    }
    const { message } = await failureOf(clientOf(unreachable, waits).workspace())
    expect(message).toBe('GET /: https://api.example.com cannot be reached (ENOTFOUND)')
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000])
  })

  it('does not wait for a local API that was not started', async () => {
    const { client } = await bench.open()
    await bench.api.stop()
    const { message } = await failureOf(client.workspace())
    expect(message).toBe(
      `GET /: nothing answers at ${bench.api.url}; start it with \`npm run local-api\` in another terminal`
    )
    expect(bench.pauses).toEqual([])
  })

  it('looks before it repeats a create, and takes what the first one made', async () => {
    const { client } = await bench.open()
    bench.api.fail({ method: 'POST', status: 502, afterWork: true })
    const made = await client.createFunction(dub, async () => {
      const [item] = await client.listFunctions('DESTINATION')
      return item && client.getFunction(item.id)
    })
    expect(made.displayName).toBe('Dub')
    expect(bench.store.size).toBe(1)
  })

  it('repeats a create when it is sure that nothing was made', async () => {
    const { client } = await bench.open()
    bench.api.fail({ method: 'POST', drop: true })
    let looked = 0
    await client.createFunction(dub, () => {
      looked++
      return Promise.resolve(undefined)
    })
    expect(looked).toBe(1)
    expect(bench.store.size).toBe(1)
  })

  it('looks once more before it gives up a create', async () => {
    const { client } = await bench.open()
    bench.api.fail({ method: 'POST', status: 500, times: 7 })
    bench.api.fail({ method: 'POST', status: 500, afterWork: true })
    await client.createFunction(dub, async () => {
      const [item] = await client.listFunctions('DESTINATION')
      return item && client.getFunction(item.id)
    })
    expect(bench.store.size).toBe(1)
  })
})
