import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import nodeFetch from 'node-fetch'
import { Deadline } from '../../../scripts/runtime/core/deadline.ts'
import { functionOf, track } from '../as-in-host.ts'
import type { Perform } from '../as-in-host.ts'

let now = 0
let sent: { url: string; timeout: number }[] = []

beforeEach(() => {
  now = Date.parse('2026-01-01T00:00:00.000Z')
  sent = []
  jest.spyOn(Date, 'now').mockImplementation(() => now)
})
afterEach(() => {
  jest.restoreAllMocks()
  Object.assign(globalThis, { fetch: nodeFetch })
})

/** Every request takes so long, and is answered with the status for its path. */
function vendorTakes(ms: number, statuses: Record<string, number> = {}): void {
  const fetch = (url: string, { timeout }: { timeout: number }) => {
    sent.push({ url, timeout })
    now += ms
    return Promise.resolve(new nodeFetch.Response('{}', { status: statuses[new URL(url).pathname] ?? 200 }))
  }
  Object.assign(globalThis, { fetch: Object.assign(fetch, nodeFetch) })
}

describe('the time of an invocation', () => {
  it('is half a second less than the host allows, and never below nothing', () => {
    const deadline = new Deadline()
    expect([deadline.left(), deadline.allowsRequest()]).toEqual([4_500, true])
    now += 4_000
    expect([deadline.left(), deadline.allowsRequest()]).toEqual([500, true])
    now += 1
    expect([deadline.left(), deadline.allowsRequest()]).toEqual([499, false])
    now += 10_000
    expect(deadline.left()).toBe(0)
  })
})

const api = 'https://api.example.test'

/** Sends an event; makes the user it belongs to when the vendor does not know it; sends once more. */
const sendMakingUser: Perform = async (request) => {
  const event = await request(`${api}/event`, { method: 'post', throwHttpErrors: false })
  if (event.status !== 404) return event
  await request(`${api}/user`, { method: 'put' })
  return request(`${api}/event`, { method: 'post' })
}

describe('a chain of requests', () => {
  it('shares the time: each gets what the ones before it left', async () => {
    vendorTakes(1_000, { '/event': 404 })
    const { onEvent } = functionOf({ A: sendMakingUser })
    await expect(onEvent(track('m-1'), {})).rejects.toThrow(
      'Demo, A: HTTP 404. Change the event or its mapping.'
    )
    expect(sent).toEqual([
      { url: `${api}/event`, timeout: 4_500 },
      { url: `${api}/user`, timeout: 3_500 },
      { url: `${api}/event`, timeout: 2_500 }
    ])
  })

  it('stops when the time is over, and is tried again as a whole', async () => {
    vendorTakes(2_250, { '/event': 404 })
    const { onEvent } = functionOf({ A: sendMakingUser })
    const message = 'Demo, A: no time was left for the request to api.example.test. Segment will try again.'
    await expect(onEvent(track('m-1'), {})).rejects.toThrow(new RetryError(message))
    expect(sent.map(({ url }) => url)).toEqual([`${api}/event`, `${api}/user`])
  })

  it('keeps to a shorter limit that the action sets, and never to a longer one', async () => {
    vendorTakes(1_000)
    const { onEvent } = functionOf({
      A: async (request) => {
        await request(`${api}/short`, { timeout: 500 })
        await request(`${api}/long`, { timeout: 60_000 })
        await request(`${api}/none`, { timeout: false })
      }
    })
    await onEvent(track('m-1'), {})
    expect(sent.map(({ timeout }) => timeout)).toEqual([500, 3_500, 2_500])
  })

  it('begins anew with the next event', async () => {
    vendorTakes(4_000)
    const { onEvent } = functionOf({ A: (request) => request(api) })
    await onEvent(track('m-1'), {})
    await onEvent(track('m-2'), {})
    expect(sent.map(({ timeout }) => timeout)).toEqual([4_500, 4_500])
  })
})
