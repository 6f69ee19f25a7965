/** Collects events into batches as Segment does for a function with `onBatch`. */
import type { Agenda } from './agenda.ts'
import { batchPolicy } from './policy.ts'

/**
 * @param send - given the events of a batch, in the order they came
 * @param size - how many events fill a batch; support can raise Segment's 20 to 400
 * @returns takes one event
 */
export function createBatchFormer<Event>(
  agenda: Agenda,
  send: (events: Event[]) => void,
  size = batchPolicy.events
): (event: Event) => void {
  let batch: Event[] = []

  function flush(flushed: Event[]): void {
    // The time of a batch that filled up comes too, and finds another one.
    if (flushed !== batch || batch.length === 0) return
    batch = []
    send(flushed)
  }

  return (event) => {
    batch.push(event)
    const current = batch
    if (current.length === 1) agenda.after(batchPolicy.waitMs, () => flush(current))
    if (current.length >= size) flush(current)
  }
}
