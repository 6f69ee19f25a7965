/**
 * Sends past events through a function: each ends delivered, discarded with a reason, or failed after retries, at a pace
 * that the vendor can bear, and a journal knows about every one.
 */
import type { Clock } from '../../host/clock.ts'
import { recordsOf, type Block } from '../blocks.ts'
import { isSelected, type Selection } from '../selection.ts'
import { parseEvent } from '../event.ts'
import type { Journal, Place } from './journal.ts'
import { firstRetryMs, mostAttempts, type BatchLimits, type Caller, type EventFate } from './send.ts'
import type { Pace } from './pace.ts'

/** More events than this waiting for another try, and no new ones are read. */
const mostWaiting = 1_000

export interface BackfillOptions {
  blocks: AsyncIterable<Block>
  selection: Selection
  journal: Journal
  pace: Pace
  clock: Clock
  /** What sends; each makes one call after the other. */
  callers: Caller[]
  /** What goes in one call. */
  limits: BatchLimits
  /** Stops reading; what is under way ends. */
  signal?: AbortSignal
  onProgress?: (done: number) => void
}

interface Item {
  place: Place
  event: Record<string, unknown>
  /** Of its JSON. */
  bytes: number
  attempt: number
  /** Tried again by the same one, whose process remembers what of the event has succeeded. */
  caller: number | undefined
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
  const { journal, pace, clock, callers, limits, signal } = options
  const report: BackfillReport = { events: 0, skipped: 0, leftOut: 0, broken: 0, remaining: 0 }
  const idle = new Set(callers.keys())
  const waiting: Item[] = []
  let scheduled = 0
  let wake = (): void => undefined
  let failure: unknown
  let done = 0

  async function call(caller: number, items: Item[]): Promise<void> {
    const { fates, paceUnits } = await callers[caller]!(items.map(({ event }) => event))
    const isRetried = fates.some(({ outcome }) => outcome === 'retried')
    pace.ended(paceUnits, isRetried)
    const left = items
      .filter((item, index) => !settle(item, fates[index]!))
      .map((item) => ({ ...item, caller }))
    // Those of a batch come back together.
    for (const attempt of new Set(left.map((item) => item.attempt)))
      again(
        left.filter((item) => item.attempt === attempt),
        attempt
      )
  }

  /** @returns false for an event that is to be tried again */
  function settle(item: Item, { outcome, reason }: EventFate): boolean {
    if (outcome !== 'retried') journal.write(item.place, outcome, reason)
    else if (item.attempt >= mostAttempts) journal.write(item.place, 'failed', reason)
    else return false
    options.onProgress?.(++done)
    return true
  }

  function again(items: Item[], attempt: number): void {
    scheduled += items.length
    clock.setTimeout(
      () => {
        scheduled -= items.length
        waiting.push(...items.map((item) => ({ ...item, attempt: attempt + 1 })))
        wake()
      },
      firstRetryMs * 2 ** (attempt - 1)
    )
  }

  async function start(items: Item[]): Promise<void> {
    await pace.turn()
    while (![...idle].some((index) => items[0]!.caller === undefined || index === items[0]!.caller))
      await woken()
    if (failure) throw failure
    const caller = items[0]!.caller ?? idle.values().next().value!
    for (const { place, attempt } of items) if (attempt === 1) journal.write(place, 'started')
    idle.delete(caller)
    void call(caller, items)
      .catch((error: unknown) => (failure ??= error))
      .finally(() => {
        idle.add(caller)
        wake()
      })
  }

  const woken = () => new Promise<void>((resolve) => (wake = resolve))

  const fresh = freshItems(options, report)
  let isOpen = true
  const next = async (): Promise<Item[] | undefined> => {
    for (;;) {
      const isStopped = signal?.aborted ?? false
      if (waiting.length > 0 && !isStopped) return takeTogether(waiting, limits)
      if (isOpen && !isStopped && scheduled < mostWaiting) {
        const { value, done } = await fresh.next()
        if (!done) return value
        isOpen = false
      } else if (idle.size === callers.length && (isStopped || scheduled === 0)) return undefined
      else await woken()
    }
  }
  try {
    for (let items = await next(); items && !failure; items = await next()) await start(items)
  } finally {
    // What is under way ends, and what became of it is written down, also when the run fails.
    while (idle.size < callers.length) await woken()
  }
  if (failure) throw failure
  report.remaining = scheduled + waiting.length
  return report
}

/** Takes out the first, and what may go in one call with it. */
function takeTogether(waiting: Item[], limits: BatchLimits): Item[] {
  const { caller } = waiting[0]!
  const together = new Set<Item>()
  let bytes = 0
  for (const item of waiting) {
    if (item.caller !== caller) continue
    bytes += item.bytes
    if (together.size === limits.events || (together.size > 0 && bytes > limits.bytes)) break
    together.add(item)
  }
  waiting.splice(0, waiting.length, ...waiting.filter((item) => !together.has(item)))
  return [...together]
}

/** What the files hold and the journal does not call ended, one event or one batch at a time. */
async function* freshItems(options: BackfillOptions, report: BackfillReport): AsyncGenerator<Item[]> {
  const { limits } = options
  let batch: Item[] = []
  let bytes = 0
  for await (const block of options.blocks) {
    for (const { line, text } of recordsOf(block)) {
      const event = parseEvent(text)
      const place = { file: block.file, line }
      if (!event) report.broken += 1
      else if (!isSelected(event, options.selection)) report.leftOut += 1
      else if (isEnded(options.journal, place)) report.skipped += 1
      else {
        const size = Buffer.byteLength(text)
        if (batch.length > 0 && bytes + size > limits.bytes) {
          yield batch
          batch = []
          bytes = 0
        }
        report.events += 1
        bytes += size
        batch.push({ place, event, bytes: size, attempt: 1, caller: undefined })
      }
      // What is full need not wait for the next one.
      if (batch.length === limits.events) {
        yield batch
        batch = []
        bytes = 0
      }
    }
  }
  if (batch.length > 0) yield batch
}

const isEnded = (journal: Journal, place: Place): boolean => {
  const fate = journal.fateOf(place)
  return fate !== undefined && fate !== 'started'
}
