/** Past events through one call of a function, and what becomes of each. */
import type { FunctionProcess, ProcessInvocation } from '../../host/process.ts'
import type { OutcomeKind } from '../../host/types.ts'

/** How often an event is tried, the first time included. */
export const mostAttempts = 6

/** Before the second try, doubled before each further one, in ms. */
export const firstRetryMs = 5_000

/** As Segment batches: 20 events a call. */
export const batchSize = 20

export interface EventFate {
  outcome: OutcomeKind
  reason: string | undefined
}

/** @param options.isBatch - whether the events go to `onBatch`; else there is one */
export async function sendEvents(
  process: FunctionProcess,
  events: Record<string, unknown>[],
  { settings, isBatch }: { settings: Record<string, unknown>; isBatch: boolean }
): Promise<EventFate[]> {
  const result = await process.invoke(isBatch ? events : events[0], settings)
  return events.map((_, index) => fateOf(result, isBatch ? index : undefined))
}

function fateOf(
  { outcome, outcomes, statuses, error }: ProcessInvocation,
  index: number | undefined
): EventFate {
  const status = index === undefined ? undefined : statuses?.[index]
  const reason = status?.errormessage ?? (error && `${error.name}: ${error.message}`)
  return { outcome: (index === undefined ? undefined : outcomes?.[index]) ?? outcome, reason }
}
