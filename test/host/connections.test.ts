/** How many connections a compiled function opens to its vendor, counted by a real TLS server on loopback. */
import { readFile, writeFile } from 'node:fs/promises'
import https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { compileFunction, resolveFunction } from '../../scripts/compile/index.ts'
import { generateEvents } from '../../scripts/history/generate.ts'
import { functionWith, writeProject } from '../../scripts/history/proof/project.ts'
import { createProcess, type FunctionProcess } from '../../scripts/host/process.ts'
import { cert, key } from '../deliver/fake-certificate.ts'
import { temporaryFolder } from '../temporary.ts'

/** Trusts the certificate made for tests. */
class TrustingAgent extends https.Agent {
  constructor(options: https.AgentOptions) {
    super({ ...options, ca: cert })
  }
}

const sockets = new Set<Socket>()
let opened = 0
let requests = 0
const server = https.createServer({ key, cert }, (request, response) => {
  requests += 1
  request.resume().on('end', () => response.end('{}'))
})
server.on('secureConnection', (socket: Socket) => {
  opened += 1
  sockets.add(socket)
})

let settings: { endpoint: string }
let shop: FunctionProcess
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  settings = { endpoint: `https://localhost:${(server.address() as AddressInfo).port}` }
  const root = await temporaryFolder({})
  await writeProject(root, settings.endpoint)
  // Then each event of a batch is a request of its own.
  const definition = path.join(root, 'shop/index.ts')
  await writeFile(definition, (await readFile(definition, 'utf8')).replace(/,\n +performBatch.*\n/, '\n'))
  const fn = await resolveFunction(root, 'shop', functionWith('$.properties.revenue'))
  const { code } = await compileFunction(root, fn)
  shop = createProcess({ code, https: { ...https, Agent: TrustingAgent } as typeof https })
})
beforeEach(() => {
  opened = 0
  requests = 0
})
afterAll(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})

const events = (count: number) => [...generateEvents(count)].map((text) => JSON.parse(text) as object)

it('1,000 events in a row share ten connections at most', async () => {
  for (const event of events(1_000))
    expect(await shop.invoke(event, settings)).toMatchObject({ outcome: 'delivered' })
  expect(requests).toBe(1_000)
  expect(opened).toBeLessThanOrEqual(10)
})

it('a batch of 100 opens as many connections as it sends requests at a time', async () => {
  const { outcome } = await shop.invoke(events(100), settings)
  expect(outcome).toBe('delivered')
  expect(requests).toBe(100)
  expect(opened).toBeLessThanOrEqual(10)
})
