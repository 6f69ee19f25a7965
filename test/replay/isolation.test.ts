import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { type ReplayReport, replayFixtures } from '../../scripts/replay/index.ts'
import { project } from './project.ts'

// Loops and promises that never settle are stopped by the real time limit of five seconds.
jest.setTimeout(180_000)

const definition = (url: string) => `
import type { DestinationDefinition } from '@segment/actions-core'

const url = '${url}'
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const definition: DestinationDefinition = {
  name: 'Demo',
  slug: 'demo',
  mode: 'cloud',
  authentication: { scheme: 'custom', fields: {} },
  presets: [{ name: 'Track', partnerAction: 'track', subscribe: 'type = "track"', type: 'automatic', mapping: {} }],
  actions: {
    track: {
      title: 'Track',
      description: 'Does what the event is called',
      fields: { does: { label: 'Does', description: 'What', type: 'string', default: { '@path': '$.event' } } },
      perform: async (request, { payload }) => {
        const send = () => request(url, { method: 'post', json: payload })
        switch (payload.does) {
          case 'await it':
            return send()
          case 'forget it':
            void send()
            return
          case 'send it later':
            setTimeout(send, 60_000)
            return
          case 'send it after a pause':
            void pause(20).then(send)
            return
          case 'lose a race':
            return Promise.all([send(), Promise.reject(Object.assign(new Error('no'), { name: 'RetryError' }))])
          case 'never settle':
            return new Promise(() => undefined)
          case 'loop':
            for (;;) payload.does = 'loop'
          case 'eat memory': {
            const eaten: unknown[] = []
            for (;;) eaten.push(new Array(10_000).fill(eaten.length))
          }
          case 'reject and forget':
            void Promise.reject(new Error('forgotten'))
            return
          case 'throw in a timer':
            setTimeout(() => { throw new Error('too late') }, 5)
            return
          case 'throw what cannot be read':
            void Promise.reject(new Proxy(new Error(), { get: () => { throw 1 }, has: () => { throw 1 } }))
            return
          case 'change Array':
            Array.prototype.map = () => { throw new Error('changed') }
            return
          case 'kill':
            Reflect.get(globalThis, 'process')?.kill(Reflect.get(globalThis, 'process').pid)
            return
          case 'log and send':
            console.log('from the action')
            return send()
          case 'exit':
            Reflect.get(globalThis, 'process')?.exit(0)
            return
        }
      }
    }
  }
}

export default definition
`

describe('a fixture of an action that misbehaves', () => {
  let connections = 0
  let written = ''
  const server = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  const reports = new Map<string, ReplayReport['fixtures'][number]>()

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/collect`
    const fixture = (does: string, sends: boolean, outcome = 'delivered') => ({
      event: { type: 'track', event: does, messageId: does },
      exchanges: sends
        ? [{ request: { method: 'POST', url, json: { does } }, reply: { status: 200, json: {} } }]
        : [],
      expect: { outcome }
    })
    const root = await project({
      'destinations/demo/index.ts': definition(url),
      'fixtures/demo/01.json': fixture('forget it', true),
      'fixtures/demo/02.json': fixture('send it later', false),
      'fixtures/demo/03.json': fixture('send it after a pause', false),
      'fixtures/demo/04.json': fixture('lose a race', true, 'retried'),
      'fixtures/demo/05.json': fixture('never settle', false, 'retried'),
      'fixtures/demo/06.json': fixture('loop', false, 'retried'),
      'fixtures/demo/07.json': fixture('eat memory', false, 'retried'),
      'fixtures/demo/08.json': fixture('reject and forget', false),
      'fixtures/demo/09.json': fixture('exit', false),
      'fixtures/demo/10.json': fixture('await it', true),
      'fixtures/demo/11.json': fixture('throw in a timer', false),
      'fixtures/demo/12.json': fixture('throw what cannot be read', false),
      'fixtures/demo/13.json': fixture('change Array', false),
      'fixtures/demo/14.json': fixture('kill', false),
      'fixtures/demo/15.json': fixture('log and send', true)
    })
    const write = jest.spyOn(process.stdout, 'write')
    const report = await replayFixtures({ root })
    written = write.mock.calls.map(([text]) => String(text)).join('')
    write.mockRestore()
    for (const entry of report.fixtures) reports.set(entry.file.slice(-7, -5), entry)
    expect([report.passed, report.failed]).toEqual([2, 13])
  })

  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())))

  it.each([
    ['01', /the request to POST http:\/\/127\.0\.0\.1:\d+\/collect was not awaited/],
    ['02', /the request to POST http:\/\/127\.0\.0\.1:\d+\/collect was not awaited/],
    ['03', /the request to POST http:\/\/127\.0\.0\.1:\d+\/collect was not awaited/],
    ['04', /the request to POST http:\/\/127\.0\.0\.1:\d+\/collect was not awaited/],
    ['05', /the action broke in actions-core: it did not end within 5000 ms/],
    ['06', /the action broke in actions-core: it did not end within 15000 ms/],
    [
      '07',
      /the action broke in actions-core: it (used more than 512 MB of memory|did not end within 15000 ms)/
    ],
    [
      '08',
      /the action broke in actions-core: a promise was rejected and nobody handled it: Error: forgotten/
    ],
    ['09', /the action broke in actions-core: it ended the process \(exit code 0\)/],
    ['11', /an error was thrown where nobody can catch it: Error: too late/],
    ['12', /a promise was rejected and nobody handled it: an error that cannot be read/],
    ['13', /the action broke in actions-core: the engine failed: .*changed/],
    ['14', /an action ends no process/]
  ])('%s fails alone, and says why', (file, message) => {
    const { passed, problems } = reports.get(file)!
    expect([passed, problems[0]]).toEqual([false, expect.stringMatching(message)])
  })

  it('does not touch the next one', () => {
    for (const file of ['10', '15'])
      expect(reports.get(file)).toMatchObject({ passed: true, problems: [], outcome: 'delivered' })
  })

  it('writes nothing into the output of the command', () => {
    expect(written).not.toContain('from the action')
  })

  it('reaches nobody, not even on this machine', () => {
    expect(connections).toBe(0)
  })
})
