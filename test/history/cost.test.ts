/** What events cost whose function sends one request each. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { costOf, type Allotment } from '../../scripts/history/cost.ts'
import { printCost } from '../../scripts/history/print-cost.ts'
import { findEventFiles } from '../../scripts/history/files.ts'
import { temporaryFolder } from '../temporary.ts'

/** Sends the events of a batch two at a time. */
const code = `
const send = () => fetch('https://api.example.com/sales', { method: 'POST' })
async function onTrack() { await send() }
async function onBatch(events) {
  for (let i = 0; i < events.length; i += 2) await Promise.all(events.slice(i, i + 2).map(send))
  return events.map(() => ({ status: 200 }))
}`

const event = (index: number) => JSON.stringify({ type: 'track', event: 'Seen', messageId: `m-${index}` })

async function cost(lines: string[], allotment?: Allotment) {
  const folder = await temporaryFolder({})
  await writeFile(path.join(folder, 'events.ndjson'), lines.join('\n'))
  const files = await findEventFiles(folder, ['events.ndjson'])
  return costOf({ function: 'shop', code, settings: {}, files, latencyMs: 100, roundTripMs: 10, allotment })
}

it('a new connection costs two round trips, a kept one none', async () => {
  const { events, rows } = await cost(Array.from({ length: 1_000 }, (_, index) => event(index)))
  expect(events).toBe(1_000)
  expect(rows.map(({ hoursPerMillion: _, ...row }) => row)).toEqual([
    { calls: 'single', kept: true, requests: 1_000, connections: 1, billedMs: 100_020 },
    { calls: 'single', kept: false, requests: 1_000, connections: 1_000, billedMs: 120_000 },
    { calls: 'batch', kept: true, requests: 1_000, connections: 2, billedMs: 50_020 },
    { calls: 'batch', kept: false, requests: 1_000, connections: 1_000, billedMs: 60_000 }
  ])
})

it('says what share of the hours of a plan that is, and what could not be counted', async () => {
  const found = await cost([event(1), 'no event'], { hours: 50, events: 1_000_000 })
  expect(found.rows.map(({ share }) => share!.toFixed(3))).toEqual(['0.667', '0.667', '0.667', '0.667'])
  expect(printCost(found))
    .toBe(`shop: 1 events; an answer takes 100 ms, a new connection 20 ms more; 1 records are no events

per 1,000 events                  requests  connections  billed ms  hours per million  of 50 hours, 1,000,000 events
--------------------------------  --------  -----------  ---------  -----------------  -----------------------------
one by one, connections kept      1,000     1,000        120,000    33.3               66.7 %
one by one, a connection each     1,000     1,000        120,000    33.3               66.7 %
batches of 20, connections kept   1,000     1,000        120,000    33.3               66.7 %
batches of 20, a connection each  1,000     1,000        120,000    33.3               66.7 %
`)
})
