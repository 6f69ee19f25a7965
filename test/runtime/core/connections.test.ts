/** How many connections the shipped client opens, counted by a real TLS server on loopback. */
import https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { Deadline } from '../../../scripts/runtime/core/deadline.ts'
import { createRequestClient } from '../../../scripts/runtime/core/request-client.ts'
import type { RequestOptions } from '../../../scripts/runtime/core/request-options.ts'
import { forEachAtMost } from '../../../scripts/runtime/author/for-each-at-most.ts'
import type { IdempotencyKey } from '../../../scripts/runtime/author/types.ts'
import { cert, key } from '../../deliver/fake-certificate.ts'
import '../as-in-host.ts'

/** Trusts the certificate made for tests. */
class TrustingAgent extends https.Agent {
  constructor(options: https.AgentOptions) {
    super({ ...options, ca: cert })
  }
}
Object.assign(globalThis, { https: { ...https, Agent: TrustingAgent } })

let opened = 0
let seen: string[] = []
const sockets = new Set<Socket>()

/** Hangs up without an answer, when the connection was used before. */
let hangsUp = false

const server = https.createServer({ key, cert }, (request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => (body += chunk.toString()))
  request.on('end', () => {
    seen.push(`${request.method} ${request.url} ${body}`)
    const isUsed = used.has(request.socket)
    used.add(request.socket)
    if (hangsUp && (isUsed || request.url === '/never')) return void request.socket.destroy()
    if (request.url === '/moved') response.writeHead(307, { location: '/there' })
    if (request.url === '/elsewhere') response.writeHead(307, { location: 'https://elsewhere.example' })
    if (request.url === '/nowhere') response.writeHead(307, { location: 'http://[' })
    response.end('{}')
  })
})
const used = new WeakSet<Socket>()
server.on('secureConnection', (socket: Socket) => {
  opened += 1
  sockets.add(socket)
})

let url = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  url = `https://localhost:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})
beforeEach(async () => {
  for (const socket of sockets) socket.destroy()
  await turn()
  sockets.clear()
  opened = 0
  seen = []
})
afterEach(() => {
  hangsUp = false
  jest.restoreAllMocks()
})

const send = (path: string, options: RequestOptions = {}, idempotencyKey?: IdempotencyKey) =>
  createRequestClient({ deadline: new Deadline(), idempotencyKey })(url + path, options)

const post = { method: 'post', json: { id: 'a' } }

/** Lets the event loop hear what the other side did. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 20))

describe('events in a row', () => {
  it('share one connection', async () => {
    for (let count = 0; count < 100; count++) await send('/track', post)
    expect([seen.length, opened]).toEqual([100, 1])
  })

  it.each([
    ['/elsewhere', 'redirects to https://elsewhere.example/ (HTTP 307)'],
    ['/nowhere', 'redirects to invalid:http%3A%2F%2F%5B (HTTP 307), which is no web address']
  ])('share it after a redirect that is not followed: %s', async (path, message) => {
    await expect(send(path, post)).rejects.toThrow(message)
    await turn()
    await send('/track', post)
    expect([seen.length, opened]).toEqual([2, 1])
  })

  it('share it also over redirects', async () => {
    for (let count = 0; count < 10; count++) await send('/moved', post)
    expect([seen.length, opened]).toEqual([20, 1])
  })
})

it('a batch opens as many connections as it sends requests at a time', async () => {
  await forEachAtMost(10, Array.from({ length: 100 }), async () => {
    await send('/track', post)
  })
  expect(seen).toHaveLength(100)
  expect(opened).toBeLessThanOrEqual(10)
})

it('a connection is left when its last answer is four seconds old, as the process may have been frozen', async () => {
  const now = Date.now()
  await send('/track', post)
  await turn()
  jest.spyOn(Date, 'now').mockReturnValue(now + 3_900)
  await send('/track', post)
  await turn()
  expect(opened).toBe(1)
  jest.spyOn(Date, 'now').mockReturnValue(now + 7_900)
  await send('/track', post)
  expect(opened).toBe(2)
})

describe('a request that meets a dead connection', () => {
  beforeEach(async () => {
    await send('/first')
    await turn()
    seen = []
    opened = 0
    hangsUp = true
  })

  it.each<[string, RequestOptions, IdempotencyKey | undefined]>([
    ['a method that changes nothing the second time', { method: 'put', json: {} }, undefined],
    ['a member that the vendor knows a repeat by', post, 'id'],
    [
      'a header that the vendor knows a repeat by',
      { ...post, headers: { 'Idempotency-Key': 'a' } },
      'Idempotency-Key'
    ],
    [
      'a function that finds it in every element',
      { method: 'post', json: [{ id: 1 }, { id: 2 }] },
      ({ body }) => body.id
    ]
  ])('is sent once more with %s', async (_, options, idempotencyKey) => {
    expect((await send('/track', options, idempotencyKey)).status).toBe(200)
    expect([seen.length, opened]).toEqual([2, 1])
    expect(seen[0]).toBe(seen[1])
  })

  it.each<[string, RequestOptions, IdempotencyKey | undefined]>([
    ['a POST without a key', post, undefined],
    ['a POST whose key is empty', { method: 'post', json: { id: null } }, 'id'],
    ['a list of which one element has no key', { method: 'post', json: [{ id: 1 }, {}] }, 'id']
  ])('is not, with %s', async (_, options, idempotencyKey) => {
    await expect(send('/track', options, idempotencyKey)).rejects.toMatchObject({
      name: 'FetchError',
      code: 'ECONNRESET'
    })
    expect([seen.length, opened]).toEqual([1, 0])
  })

  it('is sent once more only', async () => {
    await expect(send('/never', { method: 'put' })).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect([seen.length, opened]).toEqual([2, 1])
  })
})

it('a new connection that dies is not tried again', async () => {
  hangsUp = true
  await expect(send('/never', { method: 'put' })).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(seen).toHaveLength(1)
})

it("an author's own agent stays", async () => {
  const agent = new https.Agent({ ca: cert })
  for (let count = 0; count < 3; count++) await send('/track', { ...post, agent })
  expect(opened).toBe(3)
})
