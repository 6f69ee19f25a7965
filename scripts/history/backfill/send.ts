/** Past events through one call of a function, and what becomes of each. */
import type { Clock } from '../../host/clock.ts'
import type { PlainFetch } from '../../host/fetch.ts'
import { createProcess, type FunctionProcess, type ProcessInvocation } from '../../host/process.ts'
import type { OutcomeKind } from '../../host/types.ts'
import type { UserError } from '../../shared/errors.ts'

/** How often an event is tried, the first time included. */
export const mostAttempts = 6

/** Before the second try, doubled before each further one, in ms. */
export const firstRetryMs = 5_000

/** As Segment batches: 20 events a call. */
export const batchSize = 20

/** What goes in one call, at most. */
export interface BatchLimits {
  events: number
  bytes: number
  /** How many of them an event takes as it is sent. */
  bytesOf(event: Record<string, unknown>): number
}

/** Makes one call with some events. */
export type Caller = (events: Record<string, unknown>[]) => Promise<Called>

export interface Called {
  /** What became of each event. */
  fates: EventFate[]
  /** How much of the pace that took: requests to a vendor, events to Segment. */
  paceUnits: number
  /** The vendor took none of it, for certain: a repeat is the first that it has. */
  isUntouched: boolean
  /** What the user has to mend before anything else is sent. */
  refusal?: UserError | undefined
}

export interface EventFate {
  outcome: OutcomeKind
  reason: string | undefined
}

export interface FunctionCallers {
  code: string
  settings: Record<string, unknown>
  /** Whether events go to the function's `onBatch`. */
  isBatch: boolean
  clock: Clock
  /** What answers the function's requests. */
  fetch: PlainFetch
  /** Calls at the same time; each has a process of its own, as with Segment. */
  concurrency: number
}

export const limitsOf = (isBatch: boolean): BatchLimits => ({
  events: isBatch ? batchSize : 1,
  bytes: Infinity,
  bytesOf: () => 0
})

export function openCallers({ code, clock, fetch, concurrency, ...options }: FunctionCallers): Caller[] {
  return Array.from({ length: concurrency }, () => {
    let requests = 0
    let refused = 0
    const process = createProcess({
      code,
      clock,
      fetch: async (input, init) => {
        requests += 1
        try {
          const answer = (await fetch(input, init)) as { status: number }
          if (isRefused(answer)) refused += 1
          return answer
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') refused += 1
          throw error
        }
      }
    })
    return async (events) => {
      requests = 0
      refused = 0
      const fates = await sendEvents(process, events, options)
      return { fates, paceUnits: requests, isUntouched: refused === requests }
    }
  })
}

/** Of any other failure nobody knows how far the request came: a 502 may be that of a gateway whose vendor has it. */
export const isRefused = ({ status }: { status: number }): boolean => status >= 400 && status < 500

/** @param options.isBatch - whether the events go to `onBatch`; else there is one */
async function sendEvents(
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
