/**
 * The whole way through Segment, as a process against servers on loopback: a Public API that knows the function's name, and
 * a tracking API that holds to Segment's limits, makes trouble, and counts every event once by its messageId.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { generateEvents } from '../../scripts/history/generate.ts'
import { functionWith, writeProject } from '../../scripts/history/proof/project.ts'
import { startLocalApi } from '../../scripts/workspace/local-api/server.ts'
import { call } from '../cli/call.ts'
import { temporaryFolder } from '../temporary.ts'

const key = 'fake_write_key'

let api: Awaited<ReturnType<typeof startLocalApi>>
beforeEach(async () => {
  api = await startLocalApi({ port: 0 })
})
afterEach(() => api.stop())

const servers: Server[] = []
afterEach(() => servers.splice(0).forEach((server) => server.close().closeAllConnections()))

interface Message {
  messageId: string
  integrations: object
}

/** @param trouble - what becomes of a request, by its number from 1 */
async function openTracking(trouble: (number: number) => 'refuse' | 'fail' | 'cut' | 'cut late' | undefined) {
  const seen = new Map<string, object>()
  const count = { requests: 0, repeats: 0, mostEvents: 0, mostBytes: 0 }
  let onTaken = (_unique: number): void => undefined

  function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    const what = trouble((count.requests += 1))
    const refuse = (text: string): void => void response.writeHead(400).end(text)
    if (what === 'cut') return void request.socket.destroy()
    if (what === 'refuse') return void response.writeHead(429, { 'x-ratelimit-reset': '1' }).end()
    if (what === 'fail') return void response.writeHead(500).end()
    if (request.url !== '/v1/batch' || request.method !== 'POST') return void response.writeHead(404).end()
    if (request.headers.authorization !== `Basic ${Buffer.from(`${key}:`).toString('base64')}`)
      return void response.writeHead(401).end('no such write key')
    if (Buffer.byteLength(body) > 500_000) return refuse('too large')
    const { batch } = JSON.parse(body) as { batch: Message[] }
    if (batch.length > 2_500) return refuse('too many')
    if (batch.some((event) => Buffer.byteLength(JSON.stringify(event)) > 32_768)) return refuse('too long')
    if (batch.some(({ messageId }) => messageId === 'poison')) return refuse('invalid JSON')
    for (const { messageId, integrations } of batch)
      if (seen.has(messageId)) count.repeats += 1
      else seen.set(messageId, integrations)
    count.mostEvents = Math.max(count.mostEvents, batch.length)
    count.mostBytes = Math.max(count.mostBytes, Buffer.byteLength(body))
    onTaken(seen.size)
    if (what === 'cut late') request.socket.destroy()
    else response.end('{"success":true}')
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => answer(request, response, Buffer.concat(chunks).toString()))
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    ...{ seen, count },
    tell: (tell: typeof onTaken) => (onTaken = tell)
  }
}

/** A project whose function is in the workspace. */
async function openProject(port: number, writeKey = key) {
  const root = await temporaryFolder({})
  await writeProject(root, 'http://127.0.0.1:1')
  const config = {
    functions: { shop: functionWith('$.properties.total') },
    environments: { local: { region: 'local', token: 'SEGMENT_TOKEN_LOCAL' } }
  }
  await writeFile(path.join(root, 'segment.config.json'), JSON.stringify(config))
  const variables = {
    SEGMENT_LOCAL_API_PORT: new URL(api.url).port,
    SEGMENT_LOCAL_TRACKING_PORT: String(port),
    SEGMENT_TOKEN_LOCAL: 'local-token',
    SEGMENT_WRITE_KEY: writeKey
  }
  const { code, stderr } = await call(root, ['upload', '--env', 'local', '--yes', '--skip-replay', 'shop'], {
    variables
  })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return { root, variables }
}

const argv = (...more: string[]): string[] => [
  ...['backfill', 'shop', '--events', 'events.ndjson', '--live', '--through', 'segment', '--env', 'local'],
  ...more
]

function start(root: string, variables: Record<string, string>) {
  const flags = argv('--rate', '100000/s', '--concurrency', '2', '--json')
  const child = spawn(process.execPath, [path.resolve('scripts/cli/start.js'), ...flags], {
    cwd: root,
    env: { ...process.env, ...variables }
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  return { child, ended: once(child, 'close').then(() => output) }
}

it('counts every event once, through limits, refusals, failures, cut connections and a kill', async () => {
  const troubles = { 2: 'refuse', 4: 'fail', 6: 'cut', 9: 'cut late' } as const
  const tracking = await openTracking((number) => troubles[number as keyof typeof troubles])
  const { root, variables } = await openProject(tracking.port)
  // Small ones, whose integrations are longer than they are, fill a call by their number, large ones by their bytes.
  const small = Array.from({ length: 6_000 }, (_, index) => `{"type":"page","messageId":"small-${index}"}`)
  const odd = [
    { type: 'track', event: 'Long', messageId: 'long', properties: { filler: 'x'.repeat(33_000) } },
    { type: 'track', event: 'Poison', messageId: 'poison' }
  ].map((event) => JSON.stringify(event))
  const lines = [...small, ...odd, ...generateEvents(2_000)]
  await writeFile(path.join(root, 'events.ndjson'), lines.join('\n'))

  const first = start(root, variables)
  tracking.tell((unique) => {
    if (unique > 4_000) first.child.kill('SIGKILL')
  })
  await first.ended
  expect(first.child.signalCode).toBe('SIGKILL')
  tracking.tell(() => undefined)
  const report = JSON.parse(await start(root, variables).ended) as Record<string, number>

  expect(tracking.seen.size).toBe(8_000)
  expect(report).toMatchObject({ failed: 0, remaining: 0 })
  expect(report.delivered! + report.discarded! + report.skipped!).toBe(8_002)
  expect([...new Set([...tracking.seen.values()].map((value) => JSON.stringify(value)))]).toEqual([
    '{"All":false,"Shop (My Workspace)":true}'
  ])
  expect(tracking.count.mostEvents).toBe(2_500)
  expect(tracking.count.mostBytes).toBeGreaterThan(490_000)
  // What was under way at the kill, and the call that was cut when it had been taken.
  expect(tracking.count.repeats).toBeLessThanOrEqual(report.uncertain! + 2_500)
  const folder = path.join(root, String(report.folder))
  const journal = await readFile(path.join(folder, 'journal'), 'utf8')
  expect(journal.split('\n').filter((line) => line.startsWith('x '))).toEqual([
    'x 6001 events.ndjson\tit is longer than the 32 KB that Segment takes',
    'x 6002 events.ndjson\tSegment answered 400: invalid JSON'
  ])
}, 120_000)

it('stops at a write key that Segment does not take, and sends all when it is mended', async () => {
  const tracking = await openTracking(() => undefined)
  const { root, variables } = await openProject(tracking.port, 'fake_other_key')
  await writeFile(path.join(root, 'events.ndjson'), [...generateEvents(100)].join('\n'))
  expect(await call(root, argv(), { variables })).toEqual({
    code: 2,
    stdout: '',
    stderr: `http://127.0.0.1:${tracking.port}/v1/batch: Segment takes no events from here (401: no such write key).\n  Check the write key and the region of the environment, then call the same again: it goes on where it stopped.\n`
  })
  const { code, stdout } = await call(root, argv('--json'), {
    variables: { ...variables, SEGMENT_WRITE_KEY: key }
  })
  expect({ code, report: JSON.parse(stdout) as unknown }).toMatchObject({
    code: 0,
    report: { delivered: 100, discarded: 0, uncertain: 0 }
  })
})
