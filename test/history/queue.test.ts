/** A backfill that several machines share, through a real Redis; left out, by name, where none runs. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, connect, type Socket } from 'node:net'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, it } from '@jest/globals'
import { Redis } from 'ioredis'
import { generateEvents } from '../../scripts/history/generate.ts'
import { writeProject } from '../../scripts/history/proof/project.ts'
import { openVendor } from '../../scripts/history/proof/vendor.ts'
import { findEventFiles } from '../../scripts/history/files.ts'
import { fill, pause, resume, retry, status, type QueueRequest } from '../../scripts/history/queue/index.ts'
import { call } from '../cli/call.ts'
import { temporaryFolder } from '../temporary.ts'

const url = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379'

const isReachable = await new Promise<boolean>((resolve) => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port || 6379), hostname)
  socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
  socket.on('connect', () => socket.destroy())
})
// CI must not pass because nothing was tested.
const withRedis = isReachable || process.env.REQUIRE_REDIS === '1' ? describe : describe.skip

const ids: string[] = []
const newId = (): string => {
  const id = `test-${process.pid}-${Date.now()}-${ids.length}`
  ids.push(id)
  return id
}

const children = new Set<ChildProcess>()
afterEach(() => children.forEach((child) => child.kill('SIGKILL')))

afterAll(async () => {
  if (!isReachable) return
  const redis = new Redis(url)
  for (const id of ids) {
    const keys = await redis.keys(`segment-functions:*${id}*`)
    if (keys.length > 0) await redis.del(keys)
    await redis.srem('segment-functions:backfills', id)
  }
  redis.disconnect()
})

/** A project, a vendor on loopback, and events on a queue of their own. */
async function open({ events, more = {} }: { events: number; more?: object }) {
  const root = await temporaryFolder({})
  const taken = { unique: 0, tell: (_unique: number): void => undefined }
  const vendor = await openVendor({
    ...{ events: Infinity, perSecond: 100_000, outageMs: 0, resetEvery: Infinity },
    onTaken: (unique) => taken.tell(unique)
  })
  await writeProject(root, vendor.url)
  await writeFile(path.join(root, 'events.ndjson'), [...generateEvents(events)].join('\n'))
  const states: string[] = []
  const request: QueueRequest = { root, url, id: newId(), onState: (text) => void states.push(text), ...more }
  const put = async () =>
    fill({
      ...request,
      function: 'shop',
      files: await findEventFiles(root, ['events.ndjson']),
      selection: {},
      perSecond: undefined
    })
  return { root, vendor, taken, request, put, states }
}

function startWorker(root: string, { url, id }: QueueRequest, concurrency: number) {
  const args = ['work', '--queue', url, '--id', id!, '--settings', 'settings.json', '--json']
  const child = spawn(
    process.execPath,
    [path.resolve('scripts/cli/start.js'), 'backfill', ...args, '--concurrency', String(concurrency)],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] }
  )
  children.add(child)
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stderr.on('data', (chunk) => (errors += String(chunk)))
  const ended = once(child, 'close').then(() => ({ output, errors }))
  return { child, ended, errors: () => errors }
}

withRedis('a backfill on a queue', () => {
  it('loses nothing when one of three workers is killed', async () => {
    const { root, vendor, taken, request, put } = await open({ events: 3_000 })
    expect(await put()).toMatchObject({ events: 3_000, isComplete: true, waiting: 150, delivered: 0 })
    const workers = [1, 2, 3].map(() => startWorker(root, request, 2))
    taken.tell = (unique) => {
      if (unique > 1_000) workers[0]!.child.kill('SIGKILL')
    }
    await Promise.all(workers.map(({ ended }) => ended))
    vendor.close()
    expect(vendor.count.unique).toBe(3_000)
    // Two calls of 20 events were under way.
    expect(vendor.count.repeats).toBeLessThanOrEqual(40)
    expect(await status(request)).toMatchObject({
      ...{ events: 3_000, delivered: 3_000, discarded: 0, failed: 0 },
      ...{ waiting: 0, active: 0, delayed: 0 }
    })
    expect(workers[0]!.child.signalCode).toBe('SIGKILL')
  }, 90_000)

  it('is filled once, however often: what is on it or has ended is not put there again', async () => {
    const { vendor, put } = await open({ events: 100 })
    await put()
    expect(await put()).toMatchObject({ events: 100, waiting: 5 })
    vendor.close()
  })

  it('is paused and resumed for all, and says how it stands', async () => {
    const { root, vendor, request, put } = await open({ events: 60 })
    await put()
    expect(await pause(request)).toMatchObject({ isPaused: true })
    const worker = startWorker(root, request, 1)
    const { stdout } = await call(root, ['backfill', 'status', '--queue', url, '--id', request.id!])
    expect(stdout).toContain(`${request.id!}: 60 events for shop were put on the queue; it is paused.`)
    expect(vendor.count.requests).toBe(0)
    expect(await resume(request)).toMatchObject({ isPaused: false })
    await worker.ended
    vendor.close()
    expect(vendor.count.unique).toBe(60)
    expect(await retry(request)).toMatchObject({ failed: 0, delivered: 60 })
  }, 60_000)

  it('waits for a Redis that goes away, and says so', async () => {
    const { root, vendor, taken, request, put } = await open({ events: 600 })
    await put()
    const proxy = await openProxy()
    const worker = startWorker(root, { ...request, url: proxy.url }, 1)
    taken.tell = (unique) => {
      if (unique === 200) void proxy.goAway()
    }
    while (!worker.errors().includes('is away')) await once(worker.child.stderr, 'data')
    await proxy.comeBack()
    await worker.ended
    await proxy.goAway()
    vendor.close()
    expect(worker.errors()).toMatch(
      /^redis:\/\/127\.0\.0\.1:\d+ is away.*: waiting for it\.\nredis:.* is back\.\n$/
    )
    expect(vendor.count.unique).toBe(600)
  }, 60_000)
})

/** Stands between a worker and Redis. */
async function openProxy() {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(Number(port || 6379), hostname)
    for (const [one, other] of [
      [near, far],
      [far, near]
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as { port: number }
  return {
    url: `redis://127.0.0.1:${own}`,
    async goAway() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
    async comeBack() {
      server.listen(own, '127.0.0.1')
      await once(server, 'listening')
    }
  }
}

describe('a backfill on a queue is refused', () => {
  it('where no Redis answers, without its password in the message', async () => {
    const { root, vendor, request } = await open({ events: 1 })
    vendor.close()
    await expect(
      status({ ...request, root, url: 'redis://user:fake_password@127.0.0.1:1' })
    ).rejects.toMatchObject({
      code: 'usage',
      message: 'No Redis can be used at redis://127.0.0.1:1 (ECONNREFUSED).'
    })
  })
})
