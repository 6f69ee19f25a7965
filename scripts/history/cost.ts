/**
 * What past events cost in a function's billed time. Segment bills from the moment a function gets an event to the moment
 * its handler returns, in milliseconds (https://www.twilio.com/docs/segment/connections/functions/usage), and nearly all of
 * that is waiting for the vendor. So the events go through the function on a clock that never waits, and only waiting counts.
 */
import nodeFetch from 'node-fetch'
import { createProcess } from '../host/process.ts'
import { VirtualClock } from '../host/virtual-clock.ts'
import { recordsOf, readBlocks, type Broken } from './blocks.ts'
import { parseEvent } from './event.ts'
import type { EventFile } from './files.ts'
import { isSelected, type Selection } from './selection.ts'

/** Events of a batch, as Segment forms them (Segment: Functions, Batching). */
const batchSize = 20

/** TCP and TLS 1.3 take a round trip each before the request can leave. */
const roundTripsToConnect = 2

/** A kept connection is used again while its last answer is younger, in ms: the runtime's own rule. */
const longestIdleMs = 4_000

const msOfHour = 3_600_000

export interface CostOptions {
  function: string
  /** The compiled function, with `onBatch`. */
  code: string
  settings: Record<string, unknown>
  files: EventFile[]
  selection?: Selection
  /** From a request over an open connection to its answer, in ms. */
  latencyMs: number
  /** To the vendor and back, in ms. */
  roundTripMs: number
  allotment?: Allotment | undefined
}

/** One way of calling the function; figures are of a thousand events. */
export interface CostRow {
  calls: 'single' | 'batch'
  /** Whether connections are used again. */
  kept: boolean
  requests: number
  connections: number
  billedMs: number
  /** Of execution, for a million events. */
  hoursPerMillion: number
  /** Of a plan's hours, 0 to 1 and more; absent where the plan is not known. */
  share?: number
}

/** What a plan includes, and how much of the function there is; both a month. */
export interface Allotment {
  hours: number
  events: number
}

export interface Cost {
  function: string
  events: number
  leftOut: number
  broken: Broken[]
  latencyMs: number
  roundTripMs: number
  allotment?: Allotment
  rows: CostRow[]
}

export async function costOf(options: CostOptions): Promise<Cost> {
  const { function: name, files, selection = {}, latencyMs, roundTripMs, allotment } = options
  const broken: Broken[] = []
  const counted = { events: 0, leftOut: 0, broken, latencyMs, roundTripMs }
  const cost: Cost = { function: name, ...counted, ...(allotment && { allotment }), rows: [] }
  const ways = [true, false].map((kept) => ({
    kept,
    single: createMeter(options, kept),
    batch: createMeter(options, kept)
  }))
  let batch: string[] = []
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return
    for (const { batch: meter } of ways) await meter.call(batch.map((text) => parseEvent(text)))
    batch = []
  }
  for await (const block of readBlocks(files, (found) => broken.push(found)))
    for (const { line, text } of recordsOf(block)) {
      const event = parseEvent(text)
      if (!event) broken.push({ file: block.file, line, reason: 'it is no event' })
      else if (!isSelected(event, selection)) cost.leftOut += 1
      else {
        cost.events += 1
        for (const { single } of ways) await single.call(parseEvent(text))
        if (batch.push(text) === batchSize) await flush()
      }
    }
  await flush()
  const perThousand = 1_000 / Math.max(1, cost.events)
  for (const calls of ['single', 'batch'] as const)
    for (const { kept, [calls]: meter } of ways) {
      const billedMs = meter.total.billedMs * perThousand
      cost.rows.push({
        calls,
        kept,
        requests: Math.round(meter.total.requests * perThousand),
        connections: Math.round(meter.total.connections * perThousand),
        billedMs: Math.round(billedMs),
        hoursPerMillion: (billedMs * 1_000) / msOfHour,
        ...(allotment && { share: (billedMs * allotment.events) / 1_000 / msOfHour / allotment.hours })
      })
    }
  return cost
}

/** A process of the function that gets one call after the other, and a vendor as far away as it is said to be. */
function createMeter({ code, settings, latencyMs, roundTripMs }: CostOptions, kept: boolean) {
  const total = { requests: 0, connections: 0, billedMs: 0 }
  const clock = new VirtualClock(Date.now())
  const idle = new Map<string, number[]>()
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => void clock.setTimeout(() => resolve(), ms))

  async function answer(url: string): Promise<unknown> {
    const { origin } = new URL(url)
    const free = (idle.get(origin) ?? []).filter((since) => clock.now() - since < longestIdleMs)
    total.requests += 1
    if (kept && free.length > 0) free.pop()
    else {
      total.connections += 1
      // Where connections are kept, the first of a process are new all the same.
      await wait(roundTripsToConnect * roundTripMs)
    }
    idle.set(origin, free)
    await wait(latencyMs)
    idle.set(origin, [...(idle.get(origin) ?? []), clock.now()])
    return new nodeFetch.Response('{}', { status: 200, headers: { 'content-type': 'application/json' } })
  }

  const process = createProcess({ code, clock, takesCopies: true, fetch: (input) => answer(String(input)) })
  return {
    total,
    async call(input: unknown): Promise<void> {
      const call = process.invoke(input, { ...settings })
      await clock.runUntilIdle()
      // A call that waits for nobody is billed, too.
      total.billedMs += Math.max(1, Math.ceil((await call).durationMs))
    }
  }
}
