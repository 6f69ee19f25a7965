/**
 * A vendor on loopback that makes trouble: it takes only so many requests a second, cuts connections before and after it
 * has taken what came, and is away for a while. It counts every event once, by its id, as a vendor with idempotency does.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface VendorOptions {
  /** Events that are to come; when a half of them are here, it goes away for {@link outageMs}. */
  events: number
  /** More requests than these in a second get a 429. */
  perSecond: number
  outageMs: number
  /** One of so many requests finds its connection cut. */
  resetEvery: number
  /** Told after each request that was taken. */
  onTaken: (unique: number) => void
}

export interface VendorCount {
  requests: number
  /** Different events. */
  unique: number
  /** Events that came again, which it knew by their ids. */
  repeats: number
  limited: number
  resets: number
  away: number
}

export interface Vendor {
  url: string
  count: VendorCount
  close(): void
}

export async function openVendor(options: VendorOptions): Promise<Vendor> {
  const { events, perSecond, outageMs, resetEvery, onTaken } = options
  const count: VendorCount = { requests: 0, unique: 0, repeats: 0, limited: 0, resets: 0, away: 0 }
  const seen = new Set<string>()
  let second = { start: 0, requests: 0 }
  let backAt: number | undefined

  function take(body: string): void {
    for (const { id } of JSON.parse(body) as { id: string }[])
      if (seen.has(id)) count.repeats += 1
      else seen.add(id)
    count.unique = seen.size
    onTaken(seen.size)
  }

  function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    const now = Date.now()
    count.requests += 1
    if (now - second.start >= 1_000) second = { start: now, requests: 0 }
    second.requests += 1
    if (backAt === undefined && seen.size * 2 >= events) backAt = now + outageMs
    if (backAt !== undefined && now < backAt) {
      count.away += 1
      response.writeHead(503, { 'retry-after': '1' }).end()
    } else if (second.requests > perSecond) {
      count.limited += 1
      response.writeHead(429, { 'retry-after': '1' }).end()
    } else if (count.requests % resetEvery === 0) {
      count.resets += 1
      // Every other one is cut when the events are already taken.
      if (count.resets % 2 === 0) take(body)
      request.socket.destroy()
    } else {
      take(body)
      response.end('{}')
    }
  }

  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => answer(request, response, body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/events`, count, close: () => void server.close() }
}
