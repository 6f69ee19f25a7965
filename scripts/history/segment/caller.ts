/**
 * Sends past events back to Segment's tracking API, so that Segment's own machines run the function
 * (https://www.twilio.com/docs/segment/connections/sources/catalog/libraries/server/http-api).
 */
import type { PlainFetch } from '../../host/fetch.ts'
import { asksToWait, type Answer } from '../backfill/index.ts'
import { isRefused, type BatchLimits, type Caller, type EventFate } from '../backfill/send.ts'

/** Of one call (Segment: HTTP API, Batch), less what stands around the events. */
export const segmentLimits: BatchLimits = { events: 2_500, bytes: 480_000 }

/** Of one event (Segment: HTTP API, Max request size). */
const longestEvent = 32_768

/** Events a second that Segment asks not to exceed (Segment: HTTP API, Rate limits). */
export const segmentEventsPerSecond = 1_000

/** What Segment writes itself when an event arrives; with `sentAt` it would move `timestamp`. */
const writtenBySegment = [
  '_metadata',
  'channel',
  'originalTimestamp',
  'projectId',
  'receivedAt',
  'sentAt',
  'version'
]

export interface SegmentTarget {
  /** `https://api.segment.io`. */
  url: string
  writeKey: string
  /** The destination, as the workspace calls it: `Dub (My Workspace)`. */
  integration: string
}

const nothingSent = { outcome: 'delivered', reason: undefined, isUntouched: true } as const

/** @param onWait - told of an answer that asks to wait */
export function segmentCaller(
  { url, writeKey, integration }: SegmentTarget,
  fetch: PlainFetch,
  onWait: (retryAfter: string | null) => Promise<void>
): Caller {
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`

  async function post(batch: object[]): Promise<EventFate & { isUntouched: boolean }> {
    try {
      const answer = (await fetch(`${url}/v1/batch`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ batch })
      } as object)) as Answer & { text(): Promise<string> }
      if (asksToWait(answer)) await onWait(answer.headers.get('retry-after'))
      if (answer.status >= 200 && answer.status < 300)
        return { outcome: 'delivered', reason: undefined, isUntouched: false }
      const reason = `Segment answered ${answer.status}: ${(await answer.text()).slice(0, 200)}`
      const isLasting = answer.status < 500 && answer.status !== 429 && answer.status !== 408
      return { outcome: isLasting ? 'discarded' : 'retried', reason, isUntouched: isRefused(answer) }
    } catch (error) {
      return { outcome: 'retried', reason: (error as Error).message, isUntouched: false }
    }
  }

  return async (events) => {
    const batch = events.map((event) => forOnly(integration, event))
    const fits = batch.map((event) => Buffer.byteLength(JSON.stringify(event)) <= longestEvent)
    const sent = batch.filter((_, index) => fits[index])
    const { isUntouched, ...fate } = sent.length > 0 ? await post(sent) : nothingSent
    const tooLong: EventFate = {
      outcome: 'discarded',
      reason: 'it is longer than the 32 KB that Segment takes'
    }
    return { fates: fits.map((does) => (does ? fate : tooLong)), paceUnits: sent.length, isUntouched }
  }
}

/** An event as it was tracked, for one destination alone; its `messageId` and `timestamp` stay. */
function forOnly(integration: string, event: Record<string, unknown>): object {
  const kept = Object.entries(event).filter(([key]) => !writtenBySegment.includes(key))
  return { ...Object.fromEntries(kept), integrations: { All: false, [integration]: true } }
}
