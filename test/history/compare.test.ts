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

async function compare(lines: string[], forms: { before: string; after: string }, lanes = 1) {
  const folder = await temporaryFolder({})
  await writeFile(path.join(folder, 'events.ndjson'), lines.join('\n'))
  const files = await findEventFiles(folder, ['events.ndjson'])
  return compareEvents({
    function: 'shop',
    settings: { apiKey: 'fake' },
    redact: (text) => text,
    files,
    lanes,
    ...forms
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

  it('gives the same result whatever the number of threads', async () => {
    const lines = Array.from({ length: 3_000 }, (_, index) =>
      JSON.stringify({ ...event(index, index % 7 ? 'Order Completed' : 'Other'), filler: 'x'.repeat(1_000) })
    )
    const one = await compare(lines, { before, after }, 1)
    expect(one.different).toBe(2_571)
    expect(await compare(lines, { before, after }, 3)).toEqual(one)
  })
})
