/** What becomes of an event whose handler threw, and how Segment shows it (Segment: destination functions, Errors). */
import { types } from 'node:util'
import { functionErrors } from './function-errors.ts'
import type { FunctionErrorName } from './function-errors.ts'
import { LoadError } from './loader.ts'
import type { Failure, OutcomeKind, ReportedError } from './types.ts'

export interface FailedOutcome {
  outcome: OutcomeKind
  failure: Failure
  error: ReportedError
}

interface Verdict {
  outcome: OutcomeKind
  failure: Failure
}

const badRequest: Verdict = { outcome: 'discarded', failure: { label: 'Bad Request', code: 'BAD_REQUEST' } }
const timeout: Verdict = { outcome: 'retried', failure: { label: 'Timeout', code: 'ETIMEDOUT' } }
const lost: Failure = { label: 'Process Lost', code: 'PROCESS_LOST' }
const rejected: Verdict = {
  outcome: 'discarded',
  failure: { label: 'Message Rejected', code: 'MESSAGE_REJECTED' }
}

const verdicts: Record<FunctionErrorName, Verdict> = {
  EventNotSupported: {
    outcome: 'discarded',
    failure: { label: 'Unsupported Event Type', code: 'UNSUPPORTED_EVENT_TYPE' }
  },
  InvalidEventPayload: rejected,
  ValidationError: rejected,
  RetryError: { outcome: 'retried', failure: { label: 'Retry', code: 'RETRY' } }
}

/**
 * Whether Segment goes by an error's name or by its class is unknown, so an error counts as Segment's only if both
 * agree; with one of the two it is a plain error.
 *
 * @param warn - told when name and class disagree
 */
export function verdictOnThrown(thrown: unknown, warn: (message: string) => void): FailedOutcome {
  const error = report(thrown)
  const byClass = classOf(thrown)
  const byName = Object.hasOwn(functionErrors, error.name) ? (error.name as FunctionErrorName) : undefined
  if (byClass && byClass === byName) return { ...verdicts[byClass], error }
  if (byName) warn(`an error is named ${byName} but is not made by that class: it counts as a plain error`)
  else if (byClass) warn(`a ${byClass} bears the name "${error.name}": it counts as a plain error`)
  return { ...badRequest, error }
}

/** The host stopped the function. */
export function verdictOnTimeout(limitMs: number): FailedOutcome {
  return {
    ...timeout,
    error: { name: 'Timeout', message: `the function did not finish within ${limitMs} ms` }
  }
}

/** The process is no more: it ran out of memory, or ended itself. That Segment tries such events again is assumed. */
export function verdictOnLoss(reason: string): FailedOutcome {
  return {
    outcome: 'retried',
    failure: lost,
    error: { name: 'ProcessLost', message: `the function's process is no more: ${reason}` }
  }
}

/** Whether the host stopped the function; an error of the function may bear the name too. */
export function isTimeout({ failure }: { failure?: Failure }): boolean {
  return failure?.code === timeout.failure.code
}

/** Whether the process ended under the function. */
export function isLost({ failure }: { failure?: Failure }): boolean {
  return failure?.code === lost.code
}

function classOf(thrown: unknown): FunctionErrorName | undefined {
  const names = Object.keys(functionErrors) as FunctionErrorName[]
  return names.find((name) => thrown instanceof functionErrors[name])
}

function report(thrown: unknown): ReportedError {
  if (thrown instanceof LoadError)
    return { name: thrown.name, message: thrown.message, ...stackOf(thrown.cause) }
  if (isError(thrown))
    return { name: String(thrown.name), message: String(thrown.message), ...stackOf(thrown) }
  return {
    name: 'NonError',
    message: `the function threw ${typeof thrown} ${show(thrown)}, which is no Error`
  }
}

/** Errors come from two realms, and node-fetch's are made without `class`: the shape decides. */
function isError(thrown: unknown): thrown is Error {
  return types.isNativeError(thrown) || (typeof thrown === 'object' && thrown !== null && 'message' in thrown)
}

function stackOf(thrown: unknown): { stack?: string } {
  return isError(thrown) && typeof thrown.stack === 'string' ? { stack: thrown.stack } : {}
}

function show(value: unknown): string {
  try {
    return typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value))
  } catch {
    return 'that cannot be shown'
  }
}
