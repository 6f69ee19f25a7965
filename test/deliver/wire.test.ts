/**
 * A compiled function against a server that misbehaves on the wire: through the host, with real sockets and real time. All
 * calls run at the same time, so the file takes as long as the slowest.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { createHost } from '../../scripts/host/index.ts'
import type { Host, Invocation } from '../../scripts/host/index.ts'
import { startBadServer } from './bad-server.ts'
import type { BadServer } from './bad-server.ts'
import { compileTarget, secret, targets } from './targets.ts'

/** The request's own limit, and what stands between it and the end of a call. */
const withinLimit = 4_900
const atOnce = 2_000

interface Case {
  /** The first steps of the path: a behaviour of the server, and a status. */
  path: string
  outcome: string
  says?: string
  slow?: true
}

const delivered = { outcome: 'delivered' }
const retried = (says: string) => ({ outcome: 'retried', says })
const discarded = (says: string) => ({ outcome: 'discarded', says })

const cases: Case[] = [
  { path: 'well/200', ...delivered },
  { path: 'well/500', ...retried('HTTP 500: Simulated failure') },
  { path: 'well/422', ...discarded('HTTP 422: Simulated failure') },
  { path: 'closes-at-once', ...retried('the connection failed (ECONNRESET)') },
  { path: 'closes-in-the-header', ...retried('the connection failed') },
  { path: 'sends-garbage', ...retried('the connection failed (HPE_') },
  { path: 'announces-too-little/200', ...delivered },
  { path: 'announces-too-little/500', ...retried('HTTP 500') },
  { path: 'sends-10-megabytes/200', ...delivered },
  { path: 'sends-10-megabytes/500', ...retried('HTTP 500') },
  { path: 'unpacks-to-100-megabytes/200', ...delivered },
  { path: 'unpacks-to-100-megabytes/500', ...retried('HTTP 500') },
  { path: 'packs-badly/200', ...delivered },
  { path: 'packs-badly/500', ...retried('HTTP 500') },
  { path: 'redirects-in-a-circle', ...discarded('the vendor redirects without end') },
  { path: 'redirects-to-another-host', ...discarded('redirects to http://') },
  { path: 'redirects-to-a-file', ...discarded('HTTP 307') },
  { path: 'packs-nothing/200', ...delivered },
  { path: 'packs-nothing/500', ...retried('HTTP 500') },
  { path: 'redirects-slowly', ...retried('time'), slow: true },
  // node-fetch makes 200 of the one, and at the other it throws where nobody can catch it.
  { path: 'has-status-000', ...retried('the connection failed (HPE_INVALID_STATUS)') },
  {
    path: 'redirects-to-no-address',
    ...discarded('redirects to invalid:http%3A%2F%2F%5B (HTTP 307), which is no web address')
  },
  // A status is an answer, though its body never ends: node-fetch 2.6.0 does not notice that it broke off.
  { path: 'closes-in-the-body/200', ...delivered, slow: true },
  { path: 'closes-in-the-body/500', ...retried('HTTP 500'), slow: true },
  { path: 'closes-in-a-chunk/200', ...delivered, slow: true },
  { path: 'announces-too-much/200', ...delivered, slow: true },
  { path: 'announces-too-much/500', ...retried('HTTP 500'), slow: true },
  { path: 'drips-the-body/200', ...delivered, slow: true },
  { path: 'drips-the-body/500', ...retried('HTTP 500'), slow: true },
  { path: 'drips-the-header', ...retried('the vendor did not answer in time'), slow: true },
  { path: 'answers-after-6-seconds', ...retried('the vendor did not answer in time'), slow: true },
  { path: 'never-answers', ...retried('the vendor did not answer in time'), slow: true }
]

let server: BadServer
const hosts: Host[] = []
const ends = new Map<string, Invocation>()
let memoryGrowth = 0

/** Addresses that have nothing to do with a path. */
const elsewhere = (): Record<string, string> => ({
  'an untrusted certificate': server.tlsUrl,
  'no TLS where TLS is due': server.url.replace('http:', 'https:'),
  'nobody listens': 'http://127.0.0.1:9',
  'a host that does not exist': 'http://nowhere.invalid'
})

beforeAll(async () => {
  server = await startBadServer()
  const onePreset = { ...targets[3]!.config, presets: { One: true as const }, batch: false }
  const { code } = await compileTarget({ ...targets[3]!, config: onePreset })
  const start = async () => {
    const host = await createHost({ code })
    hosts.push(host)
    return host
  }
  const invoke = async (host: Host, name: string, endpoint: string) => {
    const event = { type: 'track', event: 'Seen', messageId: `m-${name}` }
    ends.set(name, await host.invoke(event, { apiKey: secret, endpoint }, { kind: 'live' }))
  }

  const slow = cases.filter((each) => each.slow)
  const own = await Promise.all(slow.map(start))
  const shared = await start()
  const before = process.memoryUsage().rss
  await Promise.all([
    ...slow.map(({ path }, i) => invoke(own[i]!, path, `${server.url}/${path}`)),
    // Calls of one host wait for each other.
    ...cases.filter((each) => !each.slow).map(({ path }) => invoke(shared, path, `${server.url}/${path}`)),
    ...Object.entries(elsewhere()).map(([name, url]) => invoke(shared, name, url))
  ])
  memoryGrowth = process.memoryUsage().rss - before
}, 60_000)

afterAll(async () => {
  await Promise.all(hosts.map((host) => host.close()))
  await server.close()
})

it.each(cases)('$path: $outcome', ({ path, outcome, says, slow }) => {
  const { error, durationMs, ...end } = ends.get(path)!
  expect([end.outcome, error?.name]).toEqual([outcome, errorNames[outcome]])
  expect(error?.message ?? '').toContain(says ?? '')
  expect(durationMs).toBeLessThan(slow ? withinLimit : atOnce)
})

const errorNames: Record<string, string | undefined> = {
  retried: 'RetryError',
  discarded: 'InvalidEventPayload'
}

it.each([
  ['an untrusted certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['no TLS where TLS is due', 'EPROTO'],
  ['nobody listens', 'ECONNREFUSED'],
  ['a host that does not exist', /ENOTFOUND|EAI_AGAIN/]
])('%s: retried', (name, code) => {
  const { outcome, error, durationMs } = ends.get(name)!
  expect([outcome, error?.name]).toEqual(['retried', 'RetryError'])
  expect(error?.message).toMatch(code)
  expect(durationMs).toBeLessThan(withinLimit)
})

it('takes key and event to another place of the same host, and never to another host', () => {
  expect(server.seen.get('redirects-in-a-circle')!.at(-1)!.authorization).toBe(`Bearer ${secret}`)
  expect(server.seen.get('redirects-to-another-host')!.map(({ authorization }) => authorization)).toEqual([
    `Bearer ${secret}`
  ])
  expect(server.seen.get('well')!.map(({ authorization }) => authorization)).not.toContain(undefined)
  expect(server.seen.get('well')).toHaveLength(3)
})

it('holds no more of an answer than a function could use', () => {
  expect(memoryGrowth).toBeLessThan(200 * 1024 * 1024)
})

it('names the secret in no message, log or warning', () => {
  for (const { error, logs, warnings } of ends.values())
    expect(JSON.stringify([error?.message, error?.stack, logs, warnings])).not.toContain(secret)
})
