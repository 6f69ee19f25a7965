/** An event that is made up here, as one that came through Segment. */
import { randomUUID } from 'node:crypto'
import type { SegmentEvent } from '../runtime/author/types.ts'

/** @returns the event with what Segment would have added on the way, where it is missing */
export function completeEvent(event: SegmentEvent, now: number): SegmentEvent {
  const receivedAt = new Date(now).toISOString()
  return {
    messageId: `dev-${randomUUID()}`,
    timestamp: receivedAt,
    originalTimestamp: receivedAt,
    sentAt: receivedAt,
    receivedAt,
    channel: 'server',
    context: {},
    ...event
  } as SegmentEvent
}
