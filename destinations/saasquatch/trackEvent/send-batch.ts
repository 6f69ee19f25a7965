/**
 * Sends a batch of track calls, one call a user, and says of every one what became of it.
 */
import { MultiStatusResponse, type RequestClient } from '@segment/actions-core'
import { classify, forEachAtMost, requireSetting } from 'segment-functions/runtime'
import { userKey, userUrl } from '../api.ts'
import type { Settings } from '../settings.ts'
import { squatchEvent } from './event.ts'
import type { TrackPayload } from './fields.ts'
import { sendEvents } from './send-events.ts'
import { groupByUser, type BatchEntry, type UserGroup } from './user-groups.ts'

/** Calls under way at the same time: a batch has the 5 s of a single event (Segment: Functions, Batching). */
const concurrency = 5

/**
 * @param payloads - in the order of the batch
 * @returns one response per payload, in the same order; one that cannot be sent is a 400 of its own
 * @throws PayloadValidationError when the tenant alias is unset
 */
export async function sendBatch(
  request: RequestClient,
  settings: Settings,
  payloads: TrackPayload[]
): Promise<MultiStatusResponse> {
  requireSetting(settings.tenantAlias, 'Tenant Alias')
  const responses = new MultiStatusResponse()
  const entries = payloads.flatMap((payload, index): BatchEntry[] => {
    try {
      // Refuses the ids no call can be made with.
      userUrl(settings, userKey(payload))
      return [{ index, payload, event: squatchEvent(payload) }]
    } catch (error) {
      const errortype = 'PAYLOAD_VALIDATION_FAILED'
      responses.setErrorResponseAtIndex(index, { ...errorResponse(error), errortype })
      return []
    }
  })
  await forEachAtMost(concurrency, groupByUser(entries), (group) =>
    deliver(request, settings, group, responses)
  )
  return responses
}

async function deliver(
  request: RequestClient,
  settings: Settings,
  { entries, call }: UserGroup,
  responses: MultiStatusResponse
): Promise<void> {
  try {
    const { data } = await sendEvents(request, settings, call)
    for (const { index, event } of entries)
      responses.setSuccessResponseAtIndex(index, { status: 200, sent: event, body: data })
  } catch (error) {
    for (const { index, event } of entries)
      responses.setErrorResponseAtIndex(index, { ...errorResponse(error), sent: event })
  }
}

function errorResponse(error: unknown) {
  const { status, message } = classify(error)
  return { status, errormessage: message }
}
