/**
 * Forwards an event as it is, should Tractionboard want raw events: the vendor once wrote that the integration is "100%
 * handled through our side".
 */
import type { Action, Fields, PayloadOf } from 'segment-functions/runtime'
import type { Settings } from '../settings.ts'
import { post } from '../api.ts'

const fields = {
  event: {
    label: 'Event',
    description: 'The event to forward, whole and unchanged.',
    type: 'object',
    required: true,
    default: { '@path': '$.' }
  }
} satisfies Fields

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: 'Forward the event',
  description: 'Send the event as Segment has it. Instead of the other actions, not beside them.',
  defaultSubscription:
    'type = "page" or type = "screen" or type = "identify" or type = "track" or type = "group" or type = "alias"',
  fields,
  perform: (request, { payload, settings }) => post(request, settings, payload.event)
}

export default action
