/**
 * What Segment does to an event between the SDK that sent it and the destination that receives it.
 * (Segment: Spec: Common Fields; the samples of delivered events in Segment's documentation)
 */
import type { SegmentEvent } from '../runtime/author/types.ts'

/** One message as an SDK sends it: `timestamp` is the client's clock, and stands for itself until Segment corrects it. */
export type SentMessage = SegmentEvent & { context?: Record<string, unknown>; timestamp: string }

/** What Segment knows about a message beyond its text. */
export interface Arrival {
  /** The client's clock when it sent the request, ISO 8601. */
  sentAt: string
  /** Segment's clock when the request arrived, ISO 8601. */
  receivedAt: string
  /** The client's address. Segment sets it for browsers only; server libraries speak for somebody else. */
  ip?: string
  channel: 'client' | 'server'
  projectId: string
}

/**
 * @param message - as it stood in the request; not changed
 * @param arrival - when and from where the request came
 * @returns the event as a function receives it, with its keys in alphabetical order. The write key is taken out: Segment
 *   may leave it in an event, but a recorded file should hold none.
 */
export function deliver(message: SentMessage, arrival: Arrival): SegmentEvent {
  const { timestamp: originalTimestamp, ...rest } = message
  delete rest['writeKey']
  const { sentAt, receivedAt, ip, channel, projectId } = arrival
  const age = Date.parse(sentAt) - Date.parse(originalTimestamp)
  const event = {
    ...rest,
    context: { ...message.context, ...(ip !== undefined && { ip: message.context?.ip ?? ip }) },
    originalTimestamp,
    sentAt,
    receivedAt,
    // Corrects a client's clock that is wrong: only the time between creating and sending is believed.
    timestamp: new Date(Date.parse(receivedAt) - age).toISOString(),
    channel,
    projectId,
    version: 2
  }
  return Object.fromEntries(Object.entries(event).sort(([a], [b]) => (a < b ? -1 : 1))) as typeof event
}
