/**
 * What a handler throws for a failure: one of Segment's error classes, with a message for the person who must act.
 */
import type { Failure } from './classify.ts'
import type { Invocation } from './invocation.ts'
import type { SegmentEvent } from './types.ts'

/** Segment's own classes are globals of the runtime, read when they are needed. */
const hostErrors = {
  EventNotSupported: (message: string) => new EventNotSupported(message),
  InvalidEventPayload: (message: string) => new InvalidEventPayload(message),
  ValidationError: (message: string) => new ValidationError(message),
  RetryError: (message: string) => new RetryError(message)
}

/** A failure with the title of the action it happened in; none for settings and deletions. */
export interface PlacedFailure {
  failure: Failure
  action?: string
}

/** The event's own name for track, else its type: what a person looks for in Segment. */
export const nameOf = (event: SegmentEvent): string =>
  event.type === 'track' && event.event ? event.event : event.type

/** One line: where, what, what to do. */
export function failureMessage(destination: string, { failure, action }: PlacedFailure): string {
  const place = action === undefined ? destination : `${destination}, ${action}`
  return `${place}: ${failure.message}${/[.!?]$/.test(failure.message) ? '' : '.'}${advice(failure)}`
}

function advice(failure: Failure): string {
  switch (failure.kind) {
    case 'retried':
      return ' Segment will try again.'
    case 'bug':
      return ' This is a bug in the action, not in the event.'
    case 'skipped':
      return ''
    case 'discarded':
      if (failure.name !== 'InvalidEventPayload') return ''
      if (failure.status === 401 || failure.status === 403) return ' Check the credentials in the settings.'
      return ' Change the event or its mapping.'
  }
}

/**
 * @param placed - what failed and where
 * @param event - for the message of an event that nothing took
 * @param mask - removes secrets
 */
export function failureError(
  spec: Invocation['spec'],
  placed: PlacedFailure,
  event: SegmentEvent,
  mask: Invocation['mask']
): Error {
  const { failure } = placed
  if (failure.kind === 'skipped')
    return hostErrors.EventNotSupported(mask(unsupported(spec.name, event, failure.message)))
  const message = mask(failureMessage(spec.name, placed))
  if (failure.kind !== 'bug') return hostErrors[failure.name](message)
  // A bug stays what it is, with the stack that shows where; Segment discards it.
  const stack = failure.cause instanceof Error ? failure.cause.stack : undefined
  return Object.assign(new Error(message), { name: failure.name }, stack && { stack: mask(stack) })
}

export const unsupported = (destination: string, event: SegmentEvent, reason: string): string =>
  `${destination} does not take "${nameOf(event)}": ${reason}.`
