/** What tests of a backfill on a queue need: a Redis, machines that work on it, and a way to it that can be cut. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import path from 'node:path'
import { afterAll, afterEach, describe } from '@jest/globals'
import { Redis } from 'ioredis'
import type { QueueRequest } from '../../scripts/history/queue/index.ts'

export const url = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379'

const { hostname, port } = new URL(url)

const isReachable = await new Promise<boolean>((resolve) => {
  const socket = connect(Number(port || 6379), hostname)
  socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
  socket.on('connect', () => socket.destroy())
})

/** Left out by name where no Redis runs; CI must not pass because nothing was tested. */
export const withRedis = isReachable || process.env.REQUIRE_REDIS === '1' ? describe : describe.skip

const ids: string[] = []

/** Of a backfill that is removed from Redis after the tests. */
export function newId(): string {
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

/** A machine, as `npm run backfill` is one. */
export function startMachine(root: string, argv: string[]) {
  const child = spawn(process.execPath, [path.resolve('scripts/cli/start.js'), 'backfill', ...argv], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe']
  })
  children.add(child)
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stderr.on('data', (chunk) => (errors += String(chunk)))
  const ended = once(child, 'close').then(() => ({ output, errors }))
  return {
    child,
    ended,
    errors: () => errors,
    /** Resolves when it has said so. */
    async says(text: string): Promise<void> {
      while (!errors.includes(text)) await once(child.stderr, 'data')
    }
  }
}

export const startWorker = (root: string, { url, id }: QueueRequest, concurrency: number) =>
  startMachine(root, [
    ...['work', '--queue', url, '--id', id!, '--settings', 'settings.json', '--json'],
    ...['--concurrency', String(concurrency)]
  ])

/**
 * Stands between a machine and Redis.
 *
 * @param cutAt - Redis goes away by itself when something is sent to it that has this text, once
 */
export async function openProxy(cutAt?: string) {
  const sockets = new Set<Socket>()
  let wasCut = false
  const server = createServer((near) => {
    const far = connect(Number(port || 6379), hostname)
    for (const [one, other] of [
      [near, far],
      [far, near]
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
    }
    far.pipe(near)
    near.on('data', (data: Buffer) => {
      if (cutAt === undefined || wasCut || !data.includes(cutAt)) return far.write(data)
      wasCut = true
      void goAway()
      return false
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as { port: number }
  async function goAway(): Promise<void> {
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return {
    url: `redis://127.0.0.1:${own}`,
    goAway,
    async comeBack() {
      server.listen(own, '127.0.0.1')
      await once(server, 'listening')
    }
  }
}
