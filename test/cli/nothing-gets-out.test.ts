/**
 * Nothing gets out of what only tries a function, seen from outside: a server on this machine that must hear nothing, and
 * processes in which every connection and every look-up of a name throws and is noted, in all their threads.
 */
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { project } from '../replay/project.ts'

const definition = (url: string) => `
import type { DestinationDefinition } from '@segment/actions-core'

const url = '${url}'

const definition: DestinationDefinition = {
  name: 'Demo',
  slug: 'demo',
  mode: 'cloud',
  authentication: { scheme: 'custom', fields: {} },
  presets: [{ name: 'Track', partnerAction: 'track', subscribe: 'type = "track"', type: 'automatic', mapping: {} }],
  actions: {
    track: {
      title: 'Track',
      description: 'Sends the event, and again when nobody waits any more',
      fields: { id: { label: 'ID', description: 'Which', type: 'string', default: { '@path': '$.messageId' } } },
      perform: async (request, { payload }) => {
        const send = () => request(url, { method: 'post', json: payload })
        const answer = await send()
        if (payload.id === 'late') {
          void send()
          setTimeout(send, 5)
          void new Promise((resolve) => setTimeout(resolve, 20)).then(send)
        }
        return answer
      }
    }
  }
}

export default definition
`

/** Loaded into each process before anything else. \`%\` is where attempts are noted. */
const closed = `
const fs = require('node:fs')
const net = require('node:net')
const dns = require('node:dns')
const threads = require('node:worker_threads')
const refuse = (what) => function (...values) {
  fs.appendFileSync('%', what + ' ' + JSON.stringify(values[0]) + '\\n')
  throw new Error(what + ' was called')
}
net.Socket.prototype.connect = refuse('connect')
net.connect = net.createConnection = refuse('net.connect')
dns.lookup = refuse('dns.lookup')
dns.promises.lookup = refuse('dns.promises.lookup')
threads.Worker = class extends threads.Worker {
  constructor(code, options) {
    super(code, { ...options, execArgv: ['--require', __filename] })
  }
}
require('node:module').syncBuiltinESMExports()
`

let connections = 0
let root: string
const server = createServer((socket) => {
  connections += 1
  socket.destroy()
})
const event = (messageId: string) => ({ type: 'track', event: 'Seen', userId: 'u1', messageId })

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())))

async function makeProject(): Promise<void> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/collect`
  const fixture = (id: string) => ({
    event: event(id),
    exchanges: [{ request: { method: 'POST', url, json: { id } }, reply: { status: 200, json: {} } }],
    expect: { outcome: 'delivered' }
  })
  root = await project({
    'destinations/demo/index.ts': definition(url),
    'fixtures/demo/01.json': fixture('in time'),
    'fixtures/demo/02.json': fixture('late'),
    'event.json': event('late'),
    'events.ndjson': ['in time', 'late', 'in time again'].map((id) => JSON.stringify(event(id))).join('\n'),
    'settings.json': {},
    'attempts.txt': ''
  })
  writeFileSync(
    path.join(root, 'closed.cjs'),
    closed.replace('%', path.join(root, 'attempts.txt').replaceAll('\\', '/'))
  )
}

const attempts = (): string => readFileSync(path.join(root, 'attempts.txt'), 'utf8')

const run = (...args: string[]): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const start = path.join(process.cwd(), 'scripts', 'cli', 'start.js')
    const env = { ...process.env, NODE_OPTIONS: `--require ${path.join(root, 'closed.cjs')}`, CI: 'true' }
    execFile(process.execPath, [start, ...args], { cwd: root, env }, (error, stdout, stderr) =>
      resolve({
        code: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
        output: stdout + stderr
      })
    )
  })

it('replay, invoke and deliver open no connection and look up no name', async () => {
  await makeProject()
  const ends = await Promise.all([
    run('replay'),
    run('invoke', 'demo', '--event', 'event.json'),
    run('deliver', 'demo', '--events', 'events.ndjson', '--faults', 'rough')
  ])

  // The fixture whose action sends when nobody waits fails, and says so; the other passes.
  expect(ends[0]).toEqual({ code: 1, output: expect.stringContaining('was not awaited') })
  expect(ends[0]!.output).toContain('1 passed, 1 failed')
  expect(ends[1]).toEqual({ code: 0, output: expect.stringContaining('delivered in') })
  expect(ends[2]).toEqual({ code: 0, output: expect.stringContaining('Nothing is lost without a word') })
  expect(attempts()).toBe('')
  expect(connections).toBe(0)

  // What would have been noted.
  await run('invoke', 'demo', '--event', 'event.json', '--settings', 'settings.json', '--live')
  expect(attempts()).toContain('connect ')
}, 60_000)
