/**
 * Sends past events through a function: each ends delivered, discarded with a reason, or failed after retries, at a pace
 * that the vendor can bear, and a journal knows about every one.
 */
import type { Clock } from '../../host/clock.ts'
import type { PlainFetch } from '../../host/fetch.ts'
import { createProcess } from '../../host/process.ts'
import { recordsOf, type Block } from '../blocks.ts'
import { isSelected, type Selection } from '../selection.ts'
import { parseEvent } from '../event.ts'
import type { Journal, Place } from './journal.ts'
import { batchSize, firstRetryMs, mostAttempts, sendEvents, type EventFate } from './send.ts'
import type { Pace } from './pace.ts'

/** More events than this waiting for another try, and no new ones are read. */
const mostWaiting = 1_000

export interface BackfillOptions {
  code: string
  settings: Record<string, unknown>
  blocks: AsyncIterable<Block>
  selection: Selection
  journal: Journal
  pace: Pace
  clock: Clock
  /** What answers the function's requests. */
  fetch: PlainFetch
  /** Calls at the same time; each has a process of its own, as with Segment. */
  concurrency: number
  /** Whether events go to the function's `onBatch`. */
  isBatch: boolean
  /** Stops reading; what is under way ends. */
  signal?: AbortSignal
  onProgress?: (done: number) => void
}

interface Item {
  place: Place
  event: Record<string, unknown>
  attempt: number
  /** Tried again by the same process, which remembers what of the event has succeeded. */
  process: number | undefined
}

export interface BackfillReport {
  /** Taken from the files in this run. */
  events: number
  /** Ended in an earlier run. */
  skipped: number
  leftOut: number
  broken: number
  /** Not sent because the run was stopped. */
  remaining: number
}

export async function runBackfill(options: BackfillOptions): Promise<BackfillReport> {
  const { journal, pace, clock, concurrency, signal } = options
  const report: BackfillReport = { events: 0, skipped: 0, leftOut: 0, broken: 0, remaining: 0 }
  const requests = Array.from({ length: concurrency }, () => ({ count: 0 }))
  const processes = requests.map((counter) =>
    createProcess({
      code: options.code,
      clock,
      fetch: (input, init) => {
        counter.count += 1
        return options.fetch(input, init)
      }
    })
  )
  const idle = new Set(processes.keys())
  const waiting: Item[] = []
  let scheduled = 0
  let wake = (): void => undefined
  let failure: unknown
  let done = 0

  async function call(process: number, items: Item[]): Promise<void> {
    const before = requests[process]!.count
    const fates = await sendEvents(
      processes[process]!,
      items.map(({ event }) => event),
      options
    )
    const isRetried = fates.some(({ outcome }) => outcome === 'retried')
    pace.ended(requests[process]!.count - before, isRetried)
    for (const [index, item] of items.entries()) settle({ ...item, process }, fates[index]!)
  }

  function settle(item: Item, { outcome, reason }: EventFate): void {
    if (outcome !== 'retried') journal.write(item.place, outcome, reason)
    else if (item.attempt >= mostAttempts) journal.write(item.place, 'failed', reason)
    else return again(item)
    options.onProgress?.(++done)
  }

  function again(item: Item): void {
    scheduled += 1
    clock.setTimeout(
      () => {
        scheduled -= 1
        waiting.push({ ...item, attempt: item.attempt + 1 })
        wake()
      },
      firstRetryMs * 2 ** (item.attempt - 1)
    )
  }

  async function start(items: Item[]): Promise<void> {
    await pace.turn()
    while (![...idle].some((index) => items[0]!.process === undefined || index === items[0]!.process))
      await woken()
    if (failure) throw failure
    const process = items[0]!.process ?? idle.values().next().value!
    for (const { place, attempt } of items) if (attempt === 1) journal.write(place, 'started')
    idle.delete(process)
    void call(process, items)
      .catch((error: unknown) => (failure ??= error))
      .finally(() => {
        idle.add(process)
        wake()
      })
  }

  const woken = () => new Promise<void>((resolve) => (wake = resolve))

  const fresh = freshItems(options, report)
  let isOpen = true
  const next = async (): Promise<Item[] | undefined> => {
    for (;;) {
      const isStopped = signal?.aborted ?? false
      if (waiting.length > 0 && !isStopped) return takeTogether(waiting, options.isBatch ? batchSize : 1)
      if (isOpen && !isStopped && scheduled < mostWaiting) {
        const { value, done } = await fresh.next()
        if (!done) return value
        isOpen = false
      } else if (idle.size === processes.length && (isStopped || scheduled === 0)) return undefined
      else await woken()
    }
  }
  try {
    for (let items = await next(); items && !failure; items = await next()) await start(items)
  } finally {
    // What is under way ends, and what became of it is written down, also when the run fails.
    while (idle.size < processes.length) await woken()
  }
  if (failure) throw failure
  report.remaining = scheduled + waiting.length
  return report
}

/** Takes out the first, and what may go in one call with it. */
function takeTogether(waiting: Item[], most: number): Item[] {
  const { process } = waiting[0]!
  const together = waiting.filter((item) => item.process === process).slice(0, most)
  const left = waiting.filter((item) => !together.includes(item))
  waiting.splice(0, waiting.length, ...left)
  return together
}

/** What the files hold and the journal does not call ended, one event or one batch at a time. */
async function* freshItems(options: BackfillOptions, report: BackfillReport): AsyncGenerator<Item[]> {
  let batch: Item[] = []
  for await (const block of options.blocks) {
    for (const { line, text } of recordsOf(block)) {
      const event = parseEvent(text)
      const place = { file: block.file, line }
      if (!event) report.broken += 1
      else if (!isSelected(event, options.selection)) report.leftOut += 1
      else if (isEnded(options.journal, place)) report.skipped += 1
      else {
        report.events += 1
        batch.push({ place, event, attempt: 1, process: undefined })
      }
      if (batch.length >= (options.isBatch ? batchSize : 1)) {
        yield batch
        batch = []
      }
    }
  }
  if (batch.length > 0) yield batch
}

const isEnded = (journal: Journal, place: Place): boolean => {
  const fate = journal.fateOf(place)
  return fate !== undefined && fate !== 'started'
}
