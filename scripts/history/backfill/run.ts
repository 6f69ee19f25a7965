/** Sends the events of files: each ends delivered, discarded with a reason, or failed after retries, and a journal knows. */
import { recordsOf, type Block, type Broken } from '../blocks.ts'
import { isSelected, type Selection } from '../selection.ts'
import { parseEvent } from '../event.ts'
import { dispatch, type DispatchOptions, type Taken } from './dispatch.ts'
import { hasEnded, type Journal, type Place } from './journal.ts'

/** Of the records that are no events, and parts that cannot be read; there may be as many as lines. */
export const mostNamed = 1_000

export interface BackfillOptions extends Omit<DispatchOptions<Place>, 'source' | 'write'> {
  blocks: AsyncIterable<Block>
  selection: Selection
  journal: Journal
  /** Told of records that are no events. */
  onBroken: (broken: Broken) => void
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
  const { journal } = options
  const report: BackfillReport = { events: 0, skipped: 0, leftOut: 0, broken: 0, remaining: 0 }
  report.remaining = await dispatch({
    ...options,
    source: eventsLeft(options, report),
    write: (place, fate, detail) => journal.write(place, fate, detail)
  })
  return report
}

/** What the files hold and the journal does not call ended, one event or one batch at a time. */
async function* eventsLeft(
  options: BackfillOptions,
  report: BackfillReport
): AsyncGenerator<Taken<Place>[], void, void> {
  const { blocks, selection, journal, limits } = options
  let batch: Taken<Place>[] = []
  let bytes = 0
  for await (const block of blocks) {
    for (const { line, text } of recordsOf(block)) {
      const event = parseEvent(text)
      const place = { file: block.file, line }
      if (!event) {
        report.broken += 1
        options.onBroken({ ...place, reason: 'it is no event' })
      } else if (!isSelected(event, selection)) report.leftOut += 1
      else if (hasEnded(journal.fateOf(place))) report.skipped += 1
      else {
        const size = limits.bytesOf(event)
        if (batch.length > 0 && bytes + size > limits.bytes) {
          yield batch
          batch = []
          bytes = 0
        }
        report.events += 1
        bytes += size
        batch.push({ where: place, event, bytes: size })
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
