/**
 * Sends past events back to Segment's tracking API, so that Segment's own machines run the function
 * (https://www.twilio.com/docs/segment/connections/sources/catalog/libraries/server/http-api).
 */
import type { PlainFetch } from '../../host/fetch.ts'
import { UserError } from '../../shared/errors.ts'
import { asksToWait, type Answer } from '../backfill/index.ts'
import { isRefused, type BatchLimits, type Called, type Caller, type EventFate } from '../backfill/send.ts'

/** Of one event (Segment: HTTP API, Max request size). */
const longestEvent = 32_768

/** Events a second that Segment asks not to exceed (Segment: HTTP API, Rate limits). */
export const segmentEventsPerSecond = 1_000

/** An answer that takes longer does not come. */
const timeoutMs = 60_000

/** What Segment writes itself when an event arrives; with `sentAt` it would move `timestamp`. */
const writtenBySegment = [
  '_metadata',
  'channel',
  'originalTimestamp',
  'projectId',
  'receivedAt',
  'sentAt',
  'version',
  'writeKey'
]

export interface SegmentTarget {
  /** `https://api.segment.io`. */
  url: string
  writeKey: string
  /** The destination, as the workspace calls it: `Dub (My Workspace)`. */
  integration: string
}

/** Of one call (Segment: HTTP API, Batch): 500 KB, less what stands around the events. */
export const segmentLimits = ({ integration }: SegmentTarget): BatchLimits => ({
  events: 2_500,
  bytes: 499_000,
  // A comma stands behind it.
  bytesOf: (event) => bytesOf(forOnly(integration, event)) + 1
})

/** @param onWait - told of an answer that asks to wait */
export function segmentCaller(
  { url, writeKey, integration }: SegmentTarget,
  fetch: PlainFetch,
  onWait: (retryAfter: string | null) => Promise<void>
): Caller {
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`

  async function post(batch: object[]): Promise<Called> {
    const all = (outcome: EventFate['outcome'], isUntouched: boolean, reason?: string): Called => ({
      fates: batch.map(() => ({ outcome, reason })),
      paceUnits: batch.length,
      isUntouched
    })
    let answer: Answer & { text(): Promise<string> }
    try {
      answer = (await fetch(`${url}/v1/batch`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ batch }),
        timeout: timeoutMs
      } as object)) as typeof answer
    } catch (error) {
      return all(
        'retried',
        (error as NodeJS.ErrnoException).code === 'ECONNREFUSED',
        (error as Error).message
      )
    }
    const { status, headers } = answer
    if (asksToWait(answer)) await onWait(headers.get('retry-after') ?? headers.get('x-ratelimit-reset'))
    if (status >= 200 && status < 300) return all('delivered', false)
    const said = (await answer.text().catch(() => '')).slice(0, 200).trim()
    const reason = `Segment answered ${status}: ${said}`
    if (status >= 500 || status === 429 || status === 408) return all('retried', isRefused(answer), reason)
    if (status !== 400 && status !== 413)
      return { ...all('retried', true, reason), refusal: refusalOf(url, status, said) }
    // One event that Segment cannot read must not cost the others.
    return batch.length === 1 ? all('discarded', true, reason) : halved(batch)
  }

  async function halved(batch: object[]): Promise<Called> {
    const middle = Math.ceil(batch.length / 2)
    const first = await post(batch.slice(0, middle))
    const second = await post(batch.slice(middle))
    return {
      fates: [...first.fates, ...second.fates],
      paceUnits: batch.length + first.paceUnits + second.paceUnits,
      isUntouched: first.isUntouched && second.isUntouched,
      refusal: first.refusal ?? second.refusal
    }
  }

  return async (events) => {
    const batch = events.map((event) => forOnly(integration, event))
    const fits = batch.map((event) => bytesOf(event) <= longestEvent)
    const sent = batch.filter((_, index) => fits[index])
    const called = sent.length > 0 ? await post(sent) : { fates: [], paceUnits: 0, isUntouched: true }
    const fates = called.fates.values()
    return { ...called, fates: fits.map((does) => (does ? fates.next().value! : tooLong)) }
  }
}

const tooLong: EventFate = { outcome: 'discarded', reason: 'it is longer than the 32 KB that Segment takes' }

const bytesOf = (event: object): number => Buffer.byteLength(JSON.stringify(event))

const refusalOf = (url: string, status: number, said: string): UserError =>
  new UserError(
    'workspace',
    `${url}/v1/batch: Segment takes no events from here (${status}${said === '' ? '' : `: ${said}`}).`,
    'Check the write key and the region of the environment, then call the same again: it goes on where it stopped.'
  )

/** An event as it was tracked, for one destination alone; its `messageId` and `timestamp` stay. */
function forOnly(integration: string, event: Record<string, unknown>): object {
  const kept = Object.entries(event).filter(([key]) => !writtenBySegment.includes(key))
  return { ...Object.fromEntries(kept), integrations: { All: false, [integration]: true } }
}
