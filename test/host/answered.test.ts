/** What a live network reports of a real server's answers, without taking anything from the function. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { createHost } from '../../scripts/host/index.ts'
import type { Host } from '../../scripts/host/index.ts'

const answers: Record<string, (response: http.ServerResponse) => unknown> = {
  '/json': (response) =>
    response.writeHead(201, { 'content-type': 'application/json', 'x-id': ['7', '8'] }).end('{"ok":true}'),
  '/packed': (response) =>
    response.writeHead(400, { 'content-encoding': 'gzip' }).end(gzipSync('No such shop')),
  '/moved': (response) => response.writeHead(307, { location: '/json' }).end(),
  '/long': (response) => response.writeHead(200).end('x'.repeat(100_000)),
  '/nothing': (response) => response.writeHead(204).end(),
  '/cut': (response) => response.destroy(),
  '/silent': () => undefined
}
const server = http.createServer((request, response) => {
  response.sendDate = false
  request.resume().on('end', () => answers[request.url!]!(response))
})

const code = `
async function onTrack({ url, reads, timeout }) {
  const response = await fetch(url, { method: 'post', body: 'x', timeout })
  if (reads) console.log((await response.text()).length)
}`

let origin: string
let host: Host
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  host = await createHost({ code })
})
afterAll(async () => {
  await host.close()
  server.closeAllConnections()
  server.close()
})

const ask = async (path: string, reads = true) => {
  const event = { type: 'track', url: origin + path, reads, timeout: path === '/silent' ? 50 : 0 }
  const { answers, requests, logs } = await host.invoke(event, {}, { kind: 'live' })
  expect(requests.map(({ method }) => method)).toEqual(answers!.map(() => 'POST'))
  return { answers, logs }
}
const usual = { connection: 'close' }
const json = {
  ...{ status: 201, body: '{"ok":true}' },
  headers: { ...usual, 'content-type': 'application/json', 'transfer-encoding': 'chunked', 'x-id': '7, 8' }
}

it('status, headers and body, unpacked', async () => {
  expect(await ask('/json')).toEqual({ answers: [json], logs: ['11'] })
  const headers = { ...usual, 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' }
  expect(await ask('/packed')).toEqual({
    answers: [{ status: 400, headers, body: 'No such shop' }],
    logs: ['12']
  })
  expect(await ask('/nothing')).toEqual({ answers: [{ status: 204, headers: usual, body: '' }], logs: ['0'] })
})

it('of a redirect both, and of a long body the beginning', async () => {
  expect(await ask('/moved')).toMatchObject({ answers: [{ status: 307 }, json], logs: ['11'] })
  const { answers, logs } = await ask('/long')
  expect([answers, logs]).toMatchObject([[{ status: 200, body: 'x'.repeat(65_536) }], ['100000']])
})

it('also where the function does not read it', async () => {
  expect(await ask('/json', false)).toMatchObject({ answers: [{ status: 201 }], logs: [] })
})

it('what went wrong where there is no answer', async () => {
  expect((await ask('/cut')).answers).toEqual([{ error: 'socket hang up' }])
  expect((await ask('/silent')).answers).toEqual([{ error: 'no answer came while the function ran' }])
})
