/**
 * What an event must be before a function can get it. Fixtures and `npm run invoke` ask the same of it.
 */
import type { SegmentEvent } from '../runtime/author/types.ts'
import { isObject } from '../runtime/author/text.ts'
import { UserError, type UserErrorCode } from '../shared/errors.ts'
import { eventHandlers } from '../shared/handlers.ts'
import { suggestion } from '../shared/nearest.ts'
import { kindOf } from './shape.ts'

/** Segment's tracking API refuses larger events (Segment: Rate limits and sizes): a real function never sees one. */
export const segmentLimitBytes = 32 * 1024

/** Ours: far above what any test needs, low enough that a wrong file is noticed. */
const refusedBytes = 5 * 1024 * 1024

/**
 * @param value - what the file holds
 * @param place - file and place, as messages name them; to find it takes longer than all the rest
 * @param code - the code of the errors
 * @throws UserError when it is no object, has no `type`, or is larger than 5 MB
 */
export function checkEvent(value: unknown, place: () => string, code: UserErrorCode = 'event'): SegmentEvent {
  if (!isObject(value)) {
    throw new UserError(
      code,
      `${place()} is ${kindOf(value)}, not an event.`,
      'Write an object with a "type", such as {"type": "track", "event": "Signed Up", "userId": "user_1"}.'
    )
  }
  if (value.type !== undefined && typeof value.type !== 'string')
    throw new UserError(
      code,
      `${place()}: its "type" is ${kindOf(value.type)}, not a text.`,
      'Write "type": "track", "identify", "page", "screen", "group", "alias" or "delete".'
    )
  if (!value.type)
    throw new UserError(
      code,
      `${place()} has no "type".`,
      'Add "type": "track", "identify", "page", "screen", "group", "alias" or "delete".'
    )
  const bytes = eventBytes(value)
  if (bytes > refusedBytes)
    throw new UserError(
      code,
      `${place()} has ${megabytes(bytes)} MB; more than 5 MB are not replayed.`,
      'Cut the event down: Segment itself refuses events above 32 KB.'
    )
  return value as SegmentEvent
}

/** @throws UserError when no handler belongs to the event's type: Segment would count it as delivered, and nothing be sent */
export function refuseUnknownType({ type }: SegmentEvent, place: () => string): void {
  const known = Object.keys(eventHandlers)
  if (known.includes(type)) return
  throw new UserError(
    'event',
    `${place()}: its "type" is ${JSON.stringify(type)}, which no call of Segment has.`,
    suggestion(type, known)
  )
}

/** @returns a sentence when Segment would never deliver the event, else undefined */
export function sizeWarning(event: SegmentEvent, place: string): string | undefined {
  const bytes = eventBytes(event)
  if (bytes <= segmentLimitBytes) return undefined
  return `${place} has ${Math.ceil(bytes / 1024)} KB; Segment refuses events above 32 KB.`
}

const eventBytes = (event: object) => Buffer.byteLength(JSON.stringify(event))
const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1)
