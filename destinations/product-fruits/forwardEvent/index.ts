/**
 * Forwards an event as it is to the webhook of Product Fruits, signed as Segment's own Webhooks destination signs.
 */
import { createHmac } from 'node:crypto'
import { PayloadValidationError } from '@segment/actions-core'
import {
  isBlank,
  isObject,
  requireEventName,
  requireHttpsUrl,
  requireSetting,
  type Action,
  type Fields,
  type PayloadOf
} from 'segment-functions/runtime'
import type { Settings } from '../settings.ts'

const fields = {
  event: {
    label: 'Event',
    description: 'The event to forward, whole and unchanged.',
    type: 'object',
    required: true,
    default: { '@path': '$.' }
  }
} satisfies Fields

/** The receiver looks for a user by e-mail, then by userId, and would make a user for nobody when it has neither. */
function namesSomebody({ userId, traits, context, properties }: Record<string, unknown>): boolean {
  const holders = [traits, isObject(context) ? context.traits : undefined, properties]
  const emails = holders.map((holder) => (isObject(holder) ? holder.email : undefined))
  return [userId, ...emails].some((id) => !isBlank(id))
}

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: 'Forward event',
  description: 'Send the event, signed, to the webhook that Product Fruits made for Segment.',
  defaultSubscription: 'type = "identify" or type = "track"',
  fields,
  perform: (request, { payload, settings }) => {
    const url = requireHttpsUrl(settings.webhookUrl, 'Webhook URL')
    const secret = requireSetting(settings.webhookSecret, 'Webhook Secret')
    if (!namesSomebody(payload.event))
      throw new PayloadValidationError(
        'The event has neither a userId nor an e-mail, so Product Fruits cannot tell whom it is about.'
      )
    requireEventName(payload.event)
    // Made once: the signature covers these very bytes.
    // https://github.com/segmentio/action-destinations/tree/main/packages/destination-actions/src/destinations/webhook
    const body = JSON.stringify(payload.event)
    const signature = createHmac('sha1', secret).update(body).digest('hex')
    return request(url, {
      method: 'post',
      headers: { 'Content-Type': 'application/json', 'X-Signature': signature },
      body
    })
  }
}

export default action
