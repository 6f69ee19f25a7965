/**
 * What a handler throws for a failure: one of Segment's error classes, with a message for the person who must act.
 */
import type { Failure } from './classify.ts'
import type { FunctionSpec } from './invocation.ts'
import { withoutSecrets } from './secrets.ts'
import type { SegmentEvent } from '../author/types.ts'

/** Segment's own classes: globals of its runtime, read when they are needed. */
const hostErrors = () => ({ EventNotSupported, InvalidEventPayload, ValidationError, RetryError })

/** The event's own name for track, else its type: what a person looks for in Segment. */
function nameOf({ type, event }: SegmentEvent): string {
  const name: unknown = type === 'track' && event ? event : type
  // An event may hold anything under that name, also what cannot be made a text.
  return typeof name === 'string' || typeof name === 'number' ? String(name) : 'an event without a name'
}

/** One line: where, what, what to do. */
export function messageFor(destination: string, event: SegmentEvent, failure: Failure): string {
  if (failure.kind === 'skipped')
    return `${destination} does not take "${nameOf(event)}": ${failure.message}.`
  const place = failure.action === undefined ? destination : `${destination}, ${failure.action}`
  return `${place}: ${failure.message}${/[.!?]$/.test(failure.message) ? '' : '.'}${advice(failure)}`
}

function advice(failure: Failure): string {
  if (failure.kind === 'retried') return ' Segment will try again.'
  if (failure.kind === 'bug') return ' This is a bug in the action, not in the event.'
  // What is wrong with a payload or a setting has been said; what a vendor means may need a hint.
  if (failure.kind === 'skipped' || failure.name !== 'InvalidEventPayload') return ''
  // Where a redirect leads, neither would help.
  if (failure.status >= 300 && failure.status < 400) return ''
  return [401, 403].includes(failure.status)
    ? ' Check the credentials in the settings.'
    : ' Change the event or its mapping.'
}

/** @param event - for the message of an event that nothing took */
export function failureError(spec: FunctionSpec, failure: Failure, event: SegmentEvent): Error {
  const message = withoutSecrets(messageFor(spec.name, event, failure))
  if (failure.kind === 'skipped') return new (hostErrors().EventNotSupported)(message)
  if (failure.kind !== 'bug') return new (hostErrors()[failure.name])(message)
  // A bug stays what it is, with the stack that shows where; Segment discards it.
  const { name, stack } = failure
  return Object.assign(
    new Error(message),
    { name: withoutSecrets(name) },
    stack && { stack: withoutSecrets(stack) }
  )
}
