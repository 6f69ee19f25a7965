/**
 * Sends an event as it is to SaaSquatch's own receiver for Segment, which does all the mapping.
 *
 * https://docs.referralsaasquatch.com/integrations/segment-v2/subscription/
 */
import type { Action, Fields, PayloadOf } from '../../../scripts/runtime/index.ts'
import type { SaaSquatchSettings } from '../settings.ts'

const fields = {
  event: {
    label: 'Event',
    description: 'The whole event, as Segment delivers it.',
    type: 'object',
    required: true,
    default: { '@path': '$.' }
  }
} satisfies Fields

const action: Action<SaaSquatchSettings, PayloadOf<typeof fields>> = {
  title: "Forward event to SaaSquatch's Segment receiver",
  description:
    'Send the event unchanged to the receiver SaaSquatch hosts for Segment, instead of mapping it here. The setting API Key then holds the Segment access token of the SaaSquatch portal.',
  defaultSubscription: '(type = "identify" or type = "track") and userId != null',
  fields,
  perform: (request, { payload, settings }) =>
    request('https://segment.integrations.saasquatch.com/segment', {
      method: 'POST',
      headers: { Authorization: `Bearer ${settings.apiKey}` },
      json: payload.event
    })
}

export default action
