/**
 * Every track call without a meaning of its own is a custom event.
 */
import { requireText, type Action, type Fields, type PayloadOf } from 'segment-functions/runtime'
import { commonFields, properties } from '../fields.ts'
import type { Settings } from '../settings.ts'
import { send } from '../api.ts'

const fields = {
  ...commonFields,
  event: {
    label: 'Event Name',
    description: 'The name of the custom event.',
    type: 'string',
    required: true,
    default: { '@path': '$.event' }
  },
  properties
} satisfies Fields

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: 'Send a custom event',
  description: 'Send a track call as a custom event.',
  // Leaves out the events of payment, refund, cancel and signup: who renames one of them there renames it here too.
  defaultSubscription:
    'type = "track" and event != "Payment Made" and event != "Refund Received" and event != "cancel" and event != "signup"',
  fields,
  perform: (request, data) =>
    send(request, data, {
      type: 'event',
      event: requireText(data.payload.event, 'event'),
      properties: data.payload.properties
    })
}

export default action
