/**
 * A known user signs up, which counts for the UAC metric.
 */
import type { Action, Fields, PayloadOf } from 'segment-functions/runtime'
import { knownUserFields, properties, traits } from '../fields.ts'
import type { Settings } from '../settings.ts'
import { send } from '../api.ts'

const fields = {
  ...knownUserFields,
  properties,
  traits: { ...traits, default: { '@path': '$.context.traits' } }
} satisfies Fields

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: 'Record a sign-up',
  description: 'Send the sign-up of a user.',
  defaultSubscription: 'type = "track" and event = "signup"',
  fields,
  perform: (request, data) =>
    send(request, data, {
      type: 'signup',
      properties: data.payload.properties,
      attributes: data.payload.traits
    })
}

export default action
