/**
 * Sends a track call as an event of its user: purchases, refunds, and events of the tenant's own.
 *
 * https://docs.saasquatch.com/api/methods#trackEvent
 */
import type { Action } from 'segment-functions/runtime'
import { userKey } from '../api.ts'
import type { Settings } from '../settings.ts'
import { squatchEvent } from './event.ts'
import { fields, type TrackPayload } from './fields.ts'
import { sendBatch } from './send-batch.ts'
import { sendEvents } from './send-events.ts'

const action: Action<Settings, TrackPayload> = {
  title: 'Track event',
  description:
    'Send an event to SaaSquatch, as purchase, refund or an event of your own. A user SaaSquatch does not know yet is created first.',
  defaultSubscription: 'type = "track" and userId != null',
  fields,
  // https://github.com/saasquatch/saasquatch-java-sdk: UserEventInput
  idempotencyKey: 'idempotencyKey',
  perform: (request, { payload, settings }) => {
    return sendEvents(request, settings, {
      user: userKey(payload),
      traits: payload,
      idempotencyKey: payload.idempotencyKey,
      events: [squatchEvent(payload)]
    })
  },
  performBatch: (request, { payload, settings }) => sendBatch(request, settings, payload)
}

export default action
