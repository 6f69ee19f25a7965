/** Puts past events on a queue, as many as its workers keep up with, and goes on where an earlier run stopped. */
import { setTimeout as sleep } from 'node:timers/promises'
import { mostNamed } from '../backfill/run.ts'
import { batchSize } from '../backfill/send.ts'
import { readBlocks, recordsOf, type Broken } from '../blocks.ts'
import { parseEvent } from '../event.ts'
import type { EventFile } from '../files.ts'
import { isSelected, type Selection } from '../selection.ts'
import type { Ledger, QueueIdentity } from './ledger.ts'
import type { Call, CallQueue } from './queue.ts'

/** Calls that wait on the queue, at most: Redis holds what it has in memory. */
const mostWaiting = 5_000

/** Calls that are put on it at once. */
const bulk = 100

export interface FillOptions {
  queue: CallQueue
  ledger: Ledger
  identity: QueueIdentity
  files: EventFile[]
  selection: Selection
  isBatch: boolean
  /** Requests a second of all machines together. */
  perSecond: number | undefined
  signal?: AbortSignal | undefined
  onProgress?: ((read: number) => void) | undefined
}

export interface Filled {
  /** Events on the queue, those of earlier runs included. */
  events: number
  leftOut: number
  broken: number
  /** What kept parts of the files from being read, and which records are no events: the first of them. */
  unread: Broken[]
  /** False when the run was stopped. */
  isComplete: boolean
}

/** @throws {@link UserError} when the queue is about something else */
export async function fillQueue(options: FillOptions): Promise<Filled> {
  const { queue, ledger, identity, files, selection, isBatch, perSecond, signal, onProgress } = options
  const before = await ledger.begin(identity)
  await ledger.setRate(perSecond)
  const filled: Filled = { events: 0, leftOut: 0, broken: 0, unread: [], isComplete: false }
  let items: Call['items'] = []
  const onBroken = (found: Broken): void =>
    void (filled.unread.length < mostNamed && filled.unread.push(found))

  async function put(): Promise<void> {
    while (!signal?.aborted && (await queue.getWaitingCount()) >= mostWaiting) await sleep(200)
    const size = isBatch ? batchSize : 1
    const calls = Array.from({ length: Math.ceil(items.length / size) }, (_, call) => ({
      items: items.slice(call * size, (call + 1) * size)
    }))
    // What a killed run put on the queue and did not write down is known by its id, or by how it ended.
    await queue.addBulk(
      calls.map((data) => ({ name: 'call', data, opts: { jobId: `event-${data.items[0]!.index}` } }))
    )
    items = []
    await ledger.advance({ read: filled.events, isComplete: false })
    onProgress?.(filled.events)
  }

  for await (const block of readBlocks(files, onBroken))
    for (const { line, text } of recordsOf(block)) {
      if (signal?.aborted) return filled
      const event = parseEvent(text)
      if (!event) {
        filled.broken += 1
        onBroken({ file: block.file, line, reason: 'it is no event' })
      } else if (!isSelected(event, selection)) filled.leftOut += 1
      else if (filled.events++ >= before.read) items.push({ index: filled.events - 1, event })
      if (items.length === bulk * (isBatch ? batchSize : 1)) await put()
    }
  if (items.length > 0) await put()
  await ledger.advance({ read: filled.events, isComplete: true })
  return { ...filled, isComplete: true }
}
