/** A backfill on a virtual clock, with a vendor that is a function. */
import { readFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import nodeFetch from 'node-fetch'
import { openJournal, type Identity } from '../../scripts/history/backfill/journal.ts'
import { createPace } from '../../scripts/history/backfill/pace.ts'
import { runBackfill, type BackfillReport } from '../../scripts/history/backfill/run.ts'
import { limitsOf, openCallers } from '../../scripts/history/backfill/send.ts'
import type { PlainFetch } from '../../scripts/host/fetch.ts'
import { VirtualClock } from '../../scripts/host/virtual-clock.ts'
import { UserError } from '../../scripts/shared/errors.ts'
import { temporaryFolder } from '../temporary.ts'

const code = `
async function onTrack(event) {
  if (event.event === 'Refused') throw new ValidationError('no use for it')
  for (let count = 0; count < (event.requests ?? 1); count++) {
    let response
    try { response = await fetch('https://api.example.com/' + event.messageId, { method: 'POST' }) }
    catch (error) { throw new RetryError('the connection failed') }
    if (response.status >= 429) throw new RetryError('HTTP ' + response.status)
  }
}`

const identity: Identity = {
  function: 'shop',
  source: 'sha256:1',
  files: [{ name: 'events.ndjson', bytes: 1 }]
}
const start = Date.parse('2026-03-01T10:00:00Z')

interface Vendor {
  fetch: PlainFetch
  /** Id of the event and ms since the start, one entry a request. */
  seen: [string, number][]
}

/** @param answer - the status for a request, by its number from 1 and its id */
function vendor(clock: VirtualClock, answer: (number: number, id: string) => number = () => 200): Vendor {
  const seen: Vendor['seen'] = []
  return {
    seen,
    fetch: (input) => {
      const id = String(input).split('/').at(-1)!
      seen.push([id, clock.now() - start])
      const status = answer(seen.length, id)
      if (status === 0) return Promise.reject(new nodeFetch.FetchError('reset', 'system'))
      return Promise.resolve(new nodeFetch.Response('{}', { status }))
    }
  }
}

interface Setting {
  events: object[]
  answer?: (number: number, id: string) => number
  perSecond?: number
  concurrency?: number
  folder?: string
  signal?: AbortSignal
  /** As Ctrl-C does. */
  stopAtSecond?: number
}

async function run({ events, answer, perSecond, concurrency = 2, folder, ...stopping }: Setting) {
  const clock = new VirtualClock(start)
  const { stopAtSecond, signal = new AbortController().signal } = stopping
  const stop = new AbortController()
  if (stopAtSecond !== undefined) clock.setTimeout(() => stop.abort(), stopAtSecond * 1_000)
  const { fetch, seen } = vendor(clock, answer)
  const to = folder ?? path.join(await temporaryFolder({}), '.backfill', 'one')
  const journal = openJournal(to, identity)
  const blocks = (async function* () {
    const text = Buffer.from(events.map((event) => JSON.stringify(event)).join('\n'))
    yield await Promise.resolve({ file: 'events.ndjson', line: 1, text })
  })()
  const before = journal.counts()
  let report: BackfillReport | undefined
  const done = runBackfill({
    callers: openCallers({ code, settings: {}, isBatch: false, clock, fetch, concurrency }),
    limits: limitsOf(false),
    blocks,
    selection: {},
    journal,
    onBroken: () => undefined,
    pace: createPace(clock, perSecond),
    clock,
    signal: AbortSignal.any([signal, stop.signal])
  }).then((result) => (report = result))
  for (let hours = 0; hours < 24 && !report; hours++)
    await clock.runUntilIdle(start + (hours + 1) * 3_600_000)
  await done
  const seconds = (clock.now() - start) / 1_000
  return { report: report!, seen, counts: journal.counts(), before, folder: to, seconds }
}

const track = (index: number, event = 'Order Completed') => ({
  type: 'track',
  event,
  messageId: `m-${index}`
})
const many = (count: number) => Array.from({ length: count }, (_, index) => track(index + 1))

describe('a backfill', () => {
  it('brings every event to one end, and sends it once', async () => {
    const { report, seen, counts, folder } = await run({
      events: [track(1), track(2, 'Refused'), { a: 1 }, track(4)]
    })
    expect(report).toEqual({ events: 3, skipped: 0, leftOut: 0, broken: 1, remaining: 0 })
    expect(seen.map(([id]) => id)).toEqual(['m-1', 'm-4'])
    expect(counts).toEqual({ started: 0, waiting: 0, delivered: 2, discarded: 1, failed: 0 })
    expect(readFileSync(path.join(folder, 'journal'), 'utf8')).toContain(
      'x 2 events.ndjson\tValidationError: no use for it\n'
    )
  })

  it('tries again what may pass, and gives up after six tries', async () => {
    const { seen, counts } = await run({
      events: [track(1), track(2)],
      answer: (number, id) => (id === 'm-1' || number < 3 ? 500 : 200)
    })
    expect(seen.filter(([id]) => id === 'm-1')).toHaveLength(6)
    expect(counts).toEqual({ started: 0, waiting: 0, delivered: 1, discarded: 0, failed: 1 })
  })

  it('keeps the rate', async () => {
    const { seen } = await run({ events: many(20), perSecond: 5 })
    expect(seen.map(([, ms]) => ms)).toEqual(Array.from({ length: 20 }, (_, index) => index * 200))
  })

  it('counts requests for the rate, as the vendor does: an event without any costs no time, one with three as much as three', async () => {
    const events = [
      ...Array.from({ length: 50 }, (_, index) => track(100 + index, 'Refused')),
      { ...track(1), requests: 3 },
      ...Array.from({ length: 50 }, (_, index) => track(200 + index, 'Refused')),
      track(2),
      track(3)
    ]
    const { seen, counts } = await run({ events, perSecond: 5 })
    expect(seen.map(([id, ms]) => [id, ms])).toEqual([
      ['m-1', 0],
      ['m-1', 0],
      ['m-1', 0],
      ['m-2', 600],
      ['m-3', 800]
    ])
    expect(counts.discarded).toBe(100)
  })

  it('waits for a vendor in trouble instead of hammering it', async () => {
    const { seen, counts } = await run({
      events: many(50),
      concurrency: 10,
      perSecond: 10,
      answer: (number) => (number <= 12 ? 503 : 200)
    })
    expect(counts.delivered).toBe(50)
    // Ten were under way or scheduled when the circuit opened; after that one try at a time.
    const failed = seen.slice(0, 12).map(([, ms]) => ms)
    expect(failed.at(-1)! - failed[0]!).toBeGreaterThan(60_000)
  })

  it('goes on where it was stopped: nothing that was delivered is sent again', async () => {
    const events = many(30)
    const stop = new AbortController()
    const first = await run({
      events,
      signal: stop.signal,
      answer: (number) => {
        if (number === 10) stop.abort()
        return 200
      }
    })
    const second = await run({ events, folder: first.folder })
    const ids = [...first.seen, ...second.seen].map(([id]) => id)
    expect(first.counts.delivered).toBeLessThan(30)
    expect(new Set(ids).size).toBe(30)
    expect(ids).toHaveLength(30)
    expect(second.report.skipped).toBe(first.counts.delivered)
    expect(second.counts).toEqual({ started: 0, waiting: 0, delivered: 30, discarded: 0, failed: 0 })
  })

  it('stops at once also while it waits for a vendor in trouble', async () => {
    const { report, seen, seconds } = await run({ events: many(50), stopAtSecond: 20, answer: () => 503 })
    expect(seconds).toBe(20)
    // A sixth was under way when the circuit opened; the tries that were due meanwhile were not made.
    expect(seen).toHaveLength(6)
    expect(report.remaining).toBeGreaterThan(0)
  })

  it('sends again what was under way at a kill, and no more, whatever the kill cut off', async () => {
    const { folder } = await run({ events: many(3) })
    // Killed while the fourth was under way, in the middle of the line of the fifth.
    await appendFile(path.join(folder, 'journal'), 's 4 events.ndjson\ns 5 eve')
    const { seen, before, counts } = await run({ events: many(5), folder })
    expect(before).toEqual({ started: 1, waiting: 0, delivered: 3, discarded: 0, failed: 0 })
    expect(seen.map(([id]) => id)).toEqual(['m-4', 'm-5'])
    expect(counts.delivered).toBe(5)
  })
})

describe('what an earlier run was stopped at', () => {
  it.each([
    ['may be with the vendor, when it gave no answer that says otherwise', 500, 's', 1],
    ['is not with the vendor, when it refused', 429, 'w', 0]
  ])('%s', async (_, status, line, started) => {
    const stop = new AbortController()
    const { folder, report } = await run({
      events: many(1),
      signal: stop.signal,
      answer: () => {
        stop.abort()
        return status
      }
    })
    expect(report.remaining).toBe(1)
    expect(readFileSync(path.join(folder, 'journal'), 'utf8').split('\n').at(-2)).toBe(
      `${line} 1 events.ndjson`
    )
    expect((await run({ events: many(1), folder })).before).toMatchObject({ started })
  })
})

describe('a journal', () => {
  it('of another version is taken when that is wanted', async () => {
    const folder = await temporaryFolder({})
    openJournal(folder, identity).close()
    openJournal(folder, { ...identity, source: 'sha256:2' }, true).close()
    expect(() => openJournal(folder, identity)).toThrow(UserError)
  })
})
