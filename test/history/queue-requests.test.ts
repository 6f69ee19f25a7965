/** What the vendor gets of a backfill on a queue whose function sends several requests an event; needs a Redis, too. */
import { readFile, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { realClock } from '../../scripts/host/clock.ts'
import { findEventFiles } from '../../scripts/history/files.ts'
import { fill, retry, status, work, type QueueRequest } from '../../scripts/history/queue/index.ts'
import { call } from '../cli/call.ts'
import { temporaryFolder } from '../temporary.ts'
import { newId, startWorker, url, withRedis } from './shared-backfill.ts'

/** Two actions for each event; the vendor knows repeats of the first alone. */
const definition = `
const fields = { id: { label: 'Id', description: 'Id', type: 'string', required: true, default: { '@path': '$.messageId' } } }
const action = (name, more) => ({
  title: name, description: name, defaultSubscription: 'type = "track"', fields, ...more,
  perform: (request, { payload, settings }) =>
    request(settings.endpoint + '/' + name + '/' + payload.id, { method: 'post', json: payload })
})
const preset = (name) => ({ name, partnerAction: name, subscribe: 'type = "track"', type: 'automatic' })
export default {
  name: 'Twice', slug: 'twice', mode: 'cloud',
  authentication: {
    scheme: 'custom',
    fields: { endpoint: { label: 'Endpoint', description: 'Where it is', type: 'string', required: true } }
  },
  presets: [preset('first'), preset('second')],
  actions: { first: action('first', { idempotencyKey: 'id' }), second: action('second', {}) }
}`

type Answer = (request: { action: string; id: string; count: number }, response: ServerResponse) => void

/** @param answer - to a request; the same one came `count` times */
async function open(events: object[], answer: Answer, perSecond?: number) {
  const counts = new Map<string, number>()
  const times: number[] = []
  const server = createServer((request, response) => {
    times.push(performance.now())
    const [, action = '', id = ''] = request.url!.split('/')
    const count = (counts.get(request.url!) ?? 0) + 1
    counts.set(request.url!, count)
    answer({ action, id, count }, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const root = await temporaryFolder({
    'package.json': { version: '1.0.0' },
    'segment.config.json': { functions: { twice: { destination: 'twice', displayName: 'Twice' } } },
    'twice/index.ts': definition,
    'settings.json': { endpoint: `http://127.0.0.1:${port}` }
  })
  await writeFile(path.join(root, 'events.ndjson'), events.map((event) => JSON.stringify(event)).join('\n'))
  const request: QueueRequest = { root, url, id: newId(), onState: () => undefined }
  await fill({
    ...request,
    function: 'twice',
    files: await findEventFiles(root, ['events.ndjson']),
    selection: {},
    perSecond
  })
  return { root, request, counts, times, close: () => void server.close() }
}

const track = (index: number) => ({ type: 'track', event: 'Seen', userId: 'u', messageId: `m-${index}` })
const page = (index: number) => ({ type: 'page', userId: 'u', messageId: `p-${index}` })
const many = (count: number, make: (index: number) => object) =>
  Array.from({ length: count }, (_, index) => make(index))

withRedis('a function with two requests an event', () => {
  it('keeps the rate of requests on two machines together, and events without any do not wait', async () => {
    const events = [...many(500, page), ...many(20, track)]
    const { root, request, times, close } = await open(events, (_, response) => response.end('{}'), 10)
    await Promise.all([1, 2].map(() => startWorker(root, request, 1).ended))
    close()
    expect(await status(request)).toMatchObject({ delivered: 20, discarded: 500, failed: 0 })
    expect(times).toHaveLength(40)
    const lasted = times.at(-1)! - times[0]!
    // 40 requests at 10 a second; 20 calls would take 2 s.
    expect(lasted).toBeGreaterThan(3_000)
    // 500 events more at 10 a second would take 50 s.
    expect(lasted).toBeLessThan(20_000)
  }, 60_000)

  it('does not repeat the request that succeeded when the other is tried again', async () => {
    const { root, request, counts, close } = await open(many(8, track), ({ action, count }, response) =>
      response.writeHead(action === 'second' && count === 1 ? 429 : 200, { 'retry-after': '1' }).end('{}')
    )
    await Promise.all([1, 2].map(() => startWorker(root, request, 2).ended))
    close()
    expect([...counts].filter(([, count]) => count !== 2).every(([url]) => url.startsWith('/first/'))).toBe(
      true
    )
    expect(counts.size).toBe(16)
    expect(await status(request)).toMatchObject({ delivered: 8, failed: 0, uncertain: 0 })
  }, 60_000)

  it('says which repeats the vendor knows after a machine died on the way', async () => {
    let answered: () => void
    const first = new Promise<void>((resolve) => (answered = resolve))
    let isHanging = true
    const { root, request, counts, close } = await open(many(5, track), ({ action }, response) => {
      if (action === 'second' && isHanging) return answered()
      response.end('{}')
    })
    const worker = startWorker(root, request, 1)
    await first
    worker.child.kill('SIGKILL')
    isHanging = false
    const { stdout } = await call(root, [
      ...['backfill', 'work', '--queue', url, '--id', request.id!, '--settings', 'settings.json']
    ])
    close()
    expect(stdout).toContain(
      'Up to 1 events were under way when a machine was stopped; they were sent again, so they may have arrived twice. The vendor knows a repeat of "first", and none of "second".'
    )
    expect(Object.fromEntries(counts)).toMatchObject({ '/first/m-0': 2, '/second/m-0': 2, '/first/m-4': 1 })
  }, 60_000)

  it('has what failed after six tries in a file, and tries it again', async () => {
    let isRefused = true
    const { root, request, counts, close } = await open(many(5, track), ({ action, id }, response) =>
      response
        .writeHead(isRefused && action === 'second' && id === 'm-3' ? 429 : 200, { 'retry-after': '1' })
        .end('{}')
    )
    const quick = {
      ...realClock,
      setTimeout: (callback: () => void, ms: number) => setTimeout(callback, ms / 50)
    }
    const settings = path.join(root, 'settings.json')
    const end = await work({ ...request, settings, concurrency: 2, clock: quick })
    expect(end).toMatchObject({ delivered: 4, failed: 1, here: 5 })
    expect(counts.get('/second/m-3')).toBe(6)
    const named = ['--queue', url, '--id', request.id!]
    const file = `.backfill/${request.id!}/failed.ndjson`
    const printed = await call(root, ['backfill', 'failed', ...named])
    expect(printed.code).toBe(0)
    expect(printed.stdout).toContain(`What failed is in ${file}: --events ${file} --id <another name>`)
    expect(JSON.parse(await readFile(path.join(root, file), 'utf8'))).toEqual(track(3))
    isRefused = false
    expect(await retry(request)).toMatchObject({ failed: 0, waiting: 1 })
    expect(await work({ ...request, settings, concurrency: 2 })).toMatchObject({ delivered: 5, failed: 0 })
    close()
    // A process that has never seen the event knows nothing of its first request.
    expect(counts.get('/first/m-3')).toBe(2)
  }, 60_000)
})
