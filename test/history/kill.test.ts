/** A backfill as a process that is killed, against a vendor on loopback that counts. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { temporaryFolder } from '../temporary.ts'

const definition = `
import type { DestinationDefinition } from '@segment/actions-core'

const definition: DestinationDefinition<{ endpoint: string }> = {
  name: 'Shop',
  slug: 'shop',
  mode: 'cloud',
  authentication: {
    scheme: 'custom',
    fields: { endpoint: { label: 'Endpoint', description: 'Where it is', type: 'string', required: true } }
  },
  presets: [{ name: 'Orders', partnerAction: 'order', subscribe: 'type = "track"', type: 'automatic' }],
  actions: {
    order: {
      title: 'Order',
      description: 'An order',
      defaultSubscription: 'type = "track"',
      fields: {
        id: { label: 'Id', description: 'Id', type: 'string', required: true, default: { '@path': '$.messageId' } }
      },
      perform: (request, { payload, settings }) => request(settings.endpoint, { method: 'post', json: payload })
    }
  }
}
export default definition
`

const events = 400

let server: Server
const received: string[] = []
let onRequest = (): void => undefined

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      received.push((JSON.parse(body) as { id: string }).id)
      onRequest()
      response.end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterAll(() => void server.close())

it('a backfill that is killed twice delivers everything, and repeats only what was under way', async () => {
  const { port } = server.address() as AddressInfo
  const root = await temporaryFolder({
    'package.json': { name: 'shop', version: '1.0.0' },
    'segment.config.json': { functions: { shop: { destination: 'shop', displayName: 'Shop' } } },
    'shop/index.ts': definition,
    'settings.json': { endpoint: `http://127.0.0.1:${port}/orders` },
    'events.ndjson': Array.from({ length: events }, (_, index) =>
      JSON.stringify({ type: 'track', event: 'Order', messageId: `m-${index}` })
    ).join('\n')
  })
  const start = (stopAt?: number) => {
    const child = spawn(
      process.execPath,
      [
        path.resolve('scripts/cli/start.js'),
        ...[
          'backfill',
          'shop',
          '--events',
          'events.ndjson',
          '--settings',
          'settings.json',
          '--live',
          '--id',
          'one'
        ],
        '--json'
      ],
      { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] }
    )
    onRequest = () => {
      if (received.length === stopAt) child.kill('SIGKILL')
    }
    return child
  }
  for (const stopAt of [100, 250]) await once(start(stopAt), 'exit')
  const last = start()
  let output = ''
  last.stdout.on('data', (chunk) => (output += String(chunk)))
  await once(last, 'exit')

  const report = JSON.parse(output) as { delivered: number; skipped: number; failed: number }
  expect(new Set(received).size).toBe(events)
  // Ten calls at a time, two kills.
  expect(received.length).toBeLessThanOrEqual(events + 20)
  expect(report.delivered + report.skipped).toBe(events)
  expect(report.failed).toBe(0)
  const journal = await readFile(path.join(root, '.backfill/one/journal'), 'utf8')
  const delivered = journal.match(/^d \d+/gm)!
  expect(new Set(delivered).size).toBe(delivered.length)
}, 120_000)
