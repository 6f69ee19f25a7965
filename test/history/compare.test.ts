/** Two forms of a small function, and events that tell them apart. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { compareEvents } from '../../scripts/history/compare.ts'
import { findEventFiles } from '../../scripts/history/files.ts'
import { temporaryFolder } from '../temporary.ts'

const form = (amount: string, name: string) => `
async function onTrack(event, settings) {
  if (event.event !== ${JSON.stringify(name)}) throw new EventNotSupported(event.event)
  await fetch('https://api.example.com/sales', {
    method: 'POST',
    headers: { Authorization: 'Bearer ' + settings.apiKey, 'Content-Type': 'application/json' },
    body: JSON.stringify({ id: event.messageId, amount: ${amount}, at: new Date().toISOString() })
  })
}`

const before = form('event.properties.revenue', 'Order Completed')
const after = form('event.properties.revenue * 100', 'Order Completed')

const event = (index: number, name = 'Order Completed') => ({
  type: 'track',
  event: name,
  messageId: `m-${index}`,
  receivedAt: '2026-03-01T10:00:00.000Z',
  properties: { revenue: index }
})

interface Setting {
  before: string
  after: string
  threads?: number
  limitMs?: number
}

async function compare(lines: string[], { threads = 1, ...setting }: Setting) {
  const folder = await temporaryFolder({})
  await writeFile(path.join(folder, 'events.ndjson'), lines.join('\n'))
  const files = await findEventFiles(folder, ['events.ndjson'])
  return compareEvents({
    function: 'shop',
    settings: { apiKey: 'fake' },
    redact: (text) => text,
    files,
    threads,
    ...setting
  })
}

describe('a comparison', () => {
  it('finds nothing between a form and itself, also where the time of the call is sent', async () => {
    const lines = [event(1), event(2)].map((one) => JSON.stringify(one))
    expect(await compare(lines, { before, after: before })).toEqual({
      function: 'shop',
      events: 2,
      same: 2,
      different: 0,
      leftOut: 0,
      broken: [],
      groups: []
    })
  })

  it('groups what differs, the most frequent first, with examples and their lines', async () => {
    const lines = [event(1, 'Trial Started'), event(2), event(3)].map((one) => JSON.stringify(one))
    const { events, same, different, groups } = await compare(lines, { before, after })
    expect({ events, same, different }).toEqual({ events: 3, same: 1, different: 2 })
    expect(groups).toEqual([
      {
        kind: 'field',
        what: 'POST /sales amount: 2 -> 200',
        count: 2,
        share: 2 / 3,
        examples: [
          { file: 'events.ndjson', line: 2, what: 'POST /sales amount: 2 -> 200', text: lines[1] },
          { file: 'events.ndjson', line: 3, what: 'POST /sales amount: 3 -> 300', text: lines[2] }
        ]
      }
    ])
  })

  it('tells of events that are taken now', async () => {
    const lines = [JSON.stringify(event(1, 'Trial Started'))]
    const { groups } = await compare(lines, { before, after: form('1', 'Trial Started') })
    expect(groups.map(({ kind, what }) => [kind, what])).toEqual([
      ['outcome', 'discarded -> delivered'],
      ['request', 'POST https://api.example.com/sales appears']
    ])
  })

  it('counts broken lines by file and line, and they cost nothing else', async () => {
    const lines = [
      JSON.stringify(event(1)),
      '{"type":',
      '"text"',
      '{"event":"no type"}',
      JSON.stringify(event(2))
    ]
    const { events, broken } = await compare(lines, { before, after })
    expect(events).toBe(2)
    expect(broken).toEqual(
      [2, 3, 4].map((line) => ({ file: 'events.ndjson', line, reason: 'it is no event' }))
    )
  })

  it('gives the same result whatever the number of threads, also where a function counts its events', async () => {
    const counting = before.replace('id: event.messageId', 'id: count++')
    const lines = Array.from({ length: 3_000 }, (_, index) =>
      JSON.stringify({ ...event(index), filler: 'x'.repeat(1_000) })
    )
    const forms = { before, after: `let count = 0\n${counting}` }
    const one = await compare(lines, forms)
    expect(one.groups).toHaveLength(1)
    expect(await compare(lines, { ...forms, threads: 2 })).toEqual(one)
  })

  it('loses an event that never ends, and one that uses all memory, and no other', async () => {
    const hostile = after.replace(
      'await fetch',
      `if (event.messageId === 'm-2') for (;;) {}
       if (event.messageId === 'm-4') for (const all = []; ; ) all.push(new Array(1_000_000).fill(1.5))
       await fetch`
    )
    const lines = [1, 2, 3, 4, 5].map((index) => JSON.stringify(event(index)))
    const { events, groups } = await compare(lines, { before: after, after: hostile, limitMs: 1_000 })
    expect(events).toBe(5)
    expect(groups.map(({ what, examples }) => [what, examples.map(({ line }) => line)])).toEqual([
      ['delivered -> retried', [2, 4]],
      ['POST https://api.example.com/sales vanishes', [2, 4]]
    ])
  })

  it('lets time pass for functions that wait for it, and not for those that wait for work', async () => {
    const sleepy = before.replace(
      'await fetch',
      'await new Promise((done) => setTimeout(done, 4_000))\n await fetch'
    )
    const busy = before.replace(
      'await fetch',
      `await new Promise((done) => zlib.zlib.gzip('x'.repeat(10_000), done))
       await fetch`
    )
    const stuck = before.replace('await fetch', 'await new Promise(() => undefined)\n await fetch')
    const lines = [JSON.stringify(event(1))]
    const whats = async (after: string) =>
      (await compare(lines, { before, after })).groups.map(({ what }) => what)
    expect(await whats(busy)).toEqual([])
    expect(await whats(sleepy)).toEqual([
      'POST /sales at: 2026-03-01T10:00:00.000Z -> 2026-03-01T10:00:04.000Z'
    ])
    expect(await whats(stuck)).toEqual([
      'delivered -> retried',
      'POST https://api.example.com/sales vanishes'
    ])
  })

  it('hears what a function leaves behind as little as Segment does', async () => {
    const careless = before.replace(
      'await fetch',
      `Promise.reject(new Error('nobody awaits it'))\n await fetch`
    )
    const { same } = await compare([JSON.stringify(event(1)), JSON.stringify(event(2))], {
      before,
      after: careless
    })
    expect(same).toBe(2)
  })

  it('takes requests in all the ways that fetch does', async () => {
    const asRequest = before
      .replace(/await fetch\((.*), \{/, 'await fetch(new Request($1, {')
      .replace(/\n {2}\}\)\n\}$/, '\n  }))\n}')
    const { different, groups } = await compare([JSON.stringify(event(1))], { before, after: asRequest })
    expect({ different, groups }).toEqual({ different: 0, groups: [] })
  })
})
