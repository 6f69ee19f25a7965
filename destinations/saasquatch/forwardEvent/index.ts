/**
 * Sends an event as it is to SaaSquatch's own receiver for Segment, which does all the mapping.
 *
 * https://docs.referralsaasquatch.com/integrations/segment-v2/subscription/
 */
import { PayloadValidationError } from '@segment/actions-core'
import {
  isBlank,
  requireEventName,
  requireToken,
  type Action,
  type Fields,
  type PayloadOf
} from 'segment-functions/runtime'
import type { Settings } from '../settings.ts'

const fields = {
  event: {
    label: 'Event',
    description: 'The whole event, as Segment delivers it.',
    type: 'object',
    required: true,
    default: { '@path': '$.' }
  }
} satisfies Fields

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: "Forward event to SaaSquatch's Segment receiver",
  description:
    'Send the event unchanged to the receiver SaaSquatch hosts for Segment, instead of mapping it here. The setting API Key then holds the Segment API Key of the SaaSquatch portal.',
  defaultSubscription: '(type = "identify" or type = "track") and userId != null',
  fields,
  perform: (request, { payload: { event }, settings }) => {
    if (isBlank(event.userId)) throw new PayloadValidationError('The event has an empty userId.')
    requireEventName(event)
    return request('https://segment.integrations.saasquatch.com/segment', {
      method: 'post',
      headers: { Authorization: `Bearer ${requireToken(settings.apiKey, 'API Key')}` },
      json: event
    })
  }
}

export default action
