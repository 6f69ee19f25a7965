/** Past events back to Segment's tracking API, on a virtual clock, with a Segment that is a function. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import nodeFetch from 'node-fetch'
import { findEventFiles } from '../../scripts/history/files.ts'
import { backfillThroughSegment } from '../../scripts/history/segment/index.ts'
import type { Backfilled } from '../../scripts/history/backfill/index.ts'
import { VirtualClock } from '../../scripts/host/virtual-clock.ts'
import { integrationName, readWriteKey, trackingUrl } from '../../scripts/workspace/tracking.ts'
import type { OpenWorkspace } from '../../scripts/workspace/environment.ts'
import { call } from '../cli/call.ts'
import { temporaryFolder } from '../temporary.ts'

const target = { url: 'https://api.segment.io', writeKey: 'fake_write_key', integration: 'Dub (Acme)' }

interface Received {
  seconds: number
  url: string
  authorization: string
  bytes: number
  batch: Record<string, unknown>[]
}

/** @param answer - for a call, by its number from 1 */
async function send(
  events: object[],
  answer: (number: number) => { status: number; headers?: Record<string, string> } = () => ({ status: 200 })
) {
  const root = await temporaryFolder({})
  await writeFile(path.join(root, 'events.ndjson'), events.map((event) => JSON.stringify(event)).join('\n'))
  const clock = new VirtualClock(0)
  const received: Received[] = []
  let result: Backfilled | undefined
  const done = backfillThroughSegment({
    ...{
      root,
      function: 'dub',
      target,
      selection: {},
      perSecond: undefined,
      concurrency: 1,
      id: 'one',
      clock
    },
    files: await findEventFiles(root, ['events.ndjson']),
    fetch: (url, init) => {
      const { body, headers } = init as { body: string; headers: { authorization: string } }
      const { batch } = JSON.parse(body) as Pick<Received, 'batch'>
      const { authorization } = headers
      const seconds = clock.now() / 1_000
      received.push({ seconds, url: String(url), authorization, bytes: Buffer.byteLength(body), batch })
      return Promise.resolve(new nodeFetch.Response('{"message":"no"}', answer(received.length)))
    }
  }).then((ended) => (result = ended))
  while (!result) await clock.runUntilIdle()
  await done
  return { received, result, journal: await readFile(path.join(root, '.backfill/one/journal'), 'utf8') }
}

const event = (index: number, filler = '') => ({
  ...{ type: 'track', event: 'Order Completed', messageId: `m-${index}`, properties: { filler } },
  ...{ timestamp: '2026-03-01T10:00:00.000Z', sentAt: '2026-03-01T10:00:01.000Z', receivedAt: 'x' },
  ...{ originalTimestamp: 'x', channel: 'client', projectId: 'p', version: 2, _metadata: {} },
  integrations: { 'Other Vendor': true }
})
const many = (count: number, filler = '') => Array.from({ length: count }, (_, index) => event(index, filler))

describe('past events through Segment', () => {
  it('go to one destination alone, as they were tracked', async () => {
    const { received, result } = await send([event(1)])
    expect(received[0]).toMatchObject({
      url: 'https://api.segment.io/v1/batch',
      authorization: `Basic ${Buffer.from('fake_write_key:').toString('base64')}`
    })
    expect(received[0]!.batch).toEqual([
      {
        ...{ type: 'track', event: 'Order Completed', messageId: 'm-1', properties: { filler: '' } },
        timestamp: '2026-03-01T10:00:00.000Z',
        integrations: { All: false, 'Dub (Acme)': true }
      }
    ])
    expect(result).toMatchObject({ events: 1, delivered: 1, discarded: 0, failed: 0 })
  })

  it('go 2,500 a call, 1,000 a second', async () => {
    const { received } = await send(
      Array.from({ length: 6_000 }, (_, index) => ({ type: 'track', messageId: `m-${index}` }))
    )
    expect(received.map(({ seconds, batch }) => [seconds, batch.length])).toEqual([
      [0, 2_500],
      [2.5, 2_500],
      [5, 1_000]
    ])
  })

  it('go in calls of less than 500 KB, and one of more than 32 KB goes nowhere', async () => {
    const { received, result, journal } = await send([
      ...many(40, 'x'.repeat(30_000)),
      event(40, 'x'.repeat(33_000))
    ])
    expect(Math.max(...received.map(({ bytes }) => bytes))).toBeLessThan(500_000)
    expect(received).toHaveLength(3)
    expect(result).toMatchObject({ delivered: 40, discarded: 1 })
    expect(journal).toContain('x 41 events.ndjson\tit is longer than the 32 KB that Segment takes')
  })

  it('wait as long as Segment asks, and are tried again', async () => {
    const { received, result } = await send(many(2), (number) =>
      number === 1 ? { status: 429, headers: { 'retry-after': '30' } } : { status: 200 }
    )
    expect(received.map(({ seconds, batch }) => [seconds, batch.length])).toEqual([
      [0, 2],
      [30, 2]
    ])
    expect(result.delivered).toBe(2)
  })

  it('are discarded with the reason where Segment refuses them', async () => {
    const { result, journal } = await send([event(1)], () => ({ status: 400 }))
    expect(result).toMatchObject({ delivered: 0, discarded: 1 })
    expect(journal).toContain('x 1 events.ndjson\tSegment answered 400: {"message":"no"}')
  })
})

describe('the way to Segment', () => {
  it('is named as the workspace names the function, and depends on the region', async () => {
    const open = {
      ...{ environment: 'production', ids: { dub: 'dfn_1' }, idFile: 'segment.config.json' },
      client: {
        getFunction: () => Promise.resolve({ displayName: 'Dub' }),
        workspace: () => Promise.resolve({ name: 'Acme' })
      }
    } as unknown as OpenWorkspace
    expect(await integrationName(open, 'dub')).toBe('Dub (Acme)')
    expect(trackingUrl('eu', {})).toBe('https://events.eu1.segmentapis.com')
  })

  it('takes the write key from the environment or .env', async () => {
    const root = await temporaryFolder({ '.env': 'KEY_A=fake_a' })
    expect(await readWriteKey(root, 'KEY_A', {})).toBe('fake_a')
    expect(await readWriteKey(root, 'KEY_A', { KEY_A: 'fake_b' })).toBe('fake_b')
    await expect(readWriteKey(root, 'KEY_B', {})).rejects.toMatchObject({ code: 'workspace' })
  })

  it.each([
    [['--through', 'else'], '--through takes segment alone.'],
    [['--through', 'segment'], '--through segment needs an environment.'],
    [
      ['--through', 'segment', '--env', 'local', '--queue', 'redis://localhost'],
      'Segment has queues of its own: --through and --queue do not go together.'
    ],
    [
      ['--through', 'segment', '--env', 'local'],
      'There is no write key: the environment variable SEGMENT_WRITE_KEY holds none, and .env does not have it.'
    ]
  ])('is not taken with %j', async (flags, message) => {
    const root = await temporaryFolder({ 'segment.config.json': { functions: {} }, 'e.ndjson': '{}' })
    const { code, stderr } = await call(root, ['backfill', 'dub', '--events', 'e.ndjson', '--live', ...flags])
    expect({ code, line: stderr.split('\n')[0] }).toEqual({ code: 2, line: message })
  })
})
