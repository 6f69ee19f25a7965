/**
 * One track call as an element of `events`.
 */
import type { JSONLikeObject } from '@segment/actions-core'
import { compact, readTime } from 'segment-functions/runtime'
import { customEventFields } from './custom-event-fields.ts'
import type { TrackPayload } from './fields.ts'
import { eventKey } from './names.ts'
import { purchaseFields, refundFields } from './order-fields.ts'

export interface SquatchEvent extends JSONLikeObject {
  key: string
  /** Unix milliseconds. */
  dateTriggered?: number
  fields?: JSONLikeObject
}

/**
 * The event as SaaSquatch takes it, without the members that have no value.
 *
 * @throws PayloadValidationError when the event's name gives no key, or an order's amount is no number
 */
export function squatchEvent({ eventName, timestamp, properties = {} }: TrackPayload): SquatchEvent {
  const key = eventKey(eventName)
  return {
    key,
    ...compact({
      dateTriggered: readTime(timestamp),
      fields: compact(fieldsOf(key, properties)) as JSONLikeObject | undefined
    })
  }
}

/** The schema follows the key: an event that is itself named "Purchase" falls under SaaSquatch's schema too. */
function fieldsOf(key: string, properties: Record<string, unknown>): Record<string, unknown> {
  switch (key) {
    case 'purchase':
      return purchaseFields(properties)
    case 'refund':
      return refundFields(properties)
    default:
      return customEventFields(properties)
  }
}
