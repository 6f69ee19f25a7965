/**
 * What becomes of each event of a batch, read off what `onBatch` returned (Segment: destination functions, Batching).
 * Segment documents the array and two of its statuses; which of the others are retried is assumed to be as in Segment's
 * Actions framework.
 */
import type { BatchStatus, OutcomeKind } from './types.ts'

const retriedStatuses = new Set([408, 423, 429])

export function outcomeOfStatus(status: number): OutcomeKind {
  if (status >= 200 && status <= 299) return 'delivered'
  if (retriedStatuses.has(status) || (status >= 500 && status <= 599 && status !== 501)) return 'retried'
  return 'discarded'
}

/** The worst that happened to any event. */
export function outcomeOfBatch(outcomes: OutcomeKind[]): OutcomeKind {
  if (outcomes.includes('retried')) return 'retried'
  return outcomes.includes('discarded') ? 'discarded' : 'delivered'
}

/**
 * @param returned - what `onBatch` returned
 * @param events - how many events it was given
 * @param warn - told when the result says nothing: then every event is assumed to be delivered
 */
export function readBatchResult(
  returned: unknown,
  events: number,
  warn: (message: string) => void
): BatchStatus[] {
  const entries = Array.isArray(returned) ? (returned as unknown[]) : undefined
  const mistake =
    entries === undefined
      ? 'onBatch returned no array'
      : entries.length !== events
        ? `onBatch returned ${entries.length} results for ${events} events`
        : entries.every(hasStatus)
          ? undefined
          : `onBatch returned a result without an integer status at index ${entries.findIndex((e) => !hasStatus(e))}`
  if (entries === undefined || mistake !== undefined) {
    warn(`${mistake}: the whole batch counts as delivered`)
    return Array.from({ length: events }, () => ({ status: 200 }))
  }
  return (entries as BatchStatus[]).map(({ status, errormessage }) => ({
    status,
    ...(errormessage === undefined ? {} : { errormessage: String(errormessage) })
  }))
}

function hasStatus(entry: unknown): entry is BatchStatus {
  return typeof entry === 'object' && entry !== null && 'status' in entry && Number.isInteger(entry.status)
}
