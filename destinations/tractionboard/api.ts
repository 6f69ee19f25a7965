/**
 * The wire format. Tractionboard has published none, so this one is ours: it carries the published meaning of each call
 * in Tractionboard's own words. Once the real format is known, this module and the setting "API endpoint" change.
 */
import { PayloadValidationError, type RequestClient } from '@segment/actions-core'
import { compact, filled, requireHttpsUrl, requireToken, type PayloadOf } from 'segment-functions/runtime'
import type { commonFields } from './fields.ts'
import type { Settings } from './settings.ts'

/** What an action says, in Tractionboard's words. */
export interface Message {
  type: 'visit' | 'login' | 'event' | 'payment' | 'refund' | 'cancel' | 'signup' | 'attributes' | 'alias'
  /** Name of a custom event; with type `event` only. */
  event?: string
  /** The id that is replaced; with type `alias` only. */
  previous_external_user_id?: string
  properties?: Record<string, unknown>
  attributes?: Record<string, unknown>
}

interface Data {
  payload: PayloadOf<typeof commonFields>
  settings: Settings
}

/** Meanings that a visitor can have too, without a user id. */
const ofVisitors: Message['type'][] = ['visit', 'event', 'payment', 'refund']

const pageKeys = ['url', 'path', 'referrer', 'title', 'search']

/**
 * Sends one message about the user of the payload. Empty objects and absent values are left out; the keys stand in the
 * order of the format.
 *
 * @throws PayloadValidationError when the endpoint is no https address, or the payload names neither user nor visitor
 */
export function send(request: RequestClient, { payload, settings }: Data, message: Message) {
  const { type, event, previous_external_user_id, properties, attributes } = message
  const takesVisitors = ofVisitors.includes(type)
  const userId = filled(payload.userId)
  const anonymousId = filled(payload.anonymousId)
  if (!userId && !(takesVisitors && anonymousId))
    throw new PayloadValidationError(
      `The event has ${takesVisitors ? 'neither a userId nor an anonymousId' : 'no userId'}, so Tractionboard cannot tell whom it is about.`
    )
  return post(request, settings, {
    // Also in the header, so that either place can be dropped once the real format is known.
    app_id: settings.apiKey,
    type,
    event,
    external_user_id: userId,
    previous_external_user_id,
    anonymous_id: anonymousId,
    timestamp: payload.timestamp,
    message_id: filled(payload.messageId),
    properties: compact({ ...properties }),
    attributes: compact({ ...attributes }),
    context: compact({
      ip: payload.ip,
      user_agent: payload.userAgent,
      locale: payload.locale,
      page: compact(Object.fromEntries(pageKeys.map((key) => [key, present(payload.page?.[key])])))
    })
  })
}

/**
 * Posts a body to the endpoint of the settings.
 *
 * @throws PayloadValidationError when the endpoint is no https address, or the Token ID cannot be sent
 */
export function post(request: RequestClient, settings: Settings, body: Record<string, unknown>) {
  const url = requireHttpsUrl(settings.endpoint, 'API endpoint')
  const token = requireToken(settings.apiKey, 'Token ID')
  return request(url, { method: 'post', headers: { Authorization: `Bearer ${token}` }, json: body })
}

const present = (value: unknown) => (value === null || value === '' ? undefined : value)
