/**
 * Sends an event of a user through the REST API.
 */
import {
  first,
  firstFilled,
  requireText,
  type Action,
  type Fields,
  type PayloadOf
} from 'segment-functions/runtime'
import { api, authorization, userFields, usernameOf } from '../api.ts'
import type { Settings } from '../settings.ts'

const fields = {
  ...userFields,
  email: {
    label: 'E-mail',
    description: "The user's e-mail address: the username, where usernames are e-mail addresses.",
    type: 'string',
    default: first('$.context.traits.email', '$.properties.email')
  },
  otherEmail: {
    label: 'Other E-mail',
    description: 'Stands in for an e-mail address of blanks.',
    type: 'string',
    unsafe_hidden: true,
    default: { '@path': '$.properties.email' }
  },
  event: {
    label: 'Event Name',
    description: 'The name of the event.',
    type: 'string',
    required: true,
    default: { '@path': '$.event' }
  },
  properties: {
    label: 'Properties',
    description: 'Properties of the event. Texts, numbers and booleans are sent, other values are left out.',
    type: 'object',
    default: { '@path': '$.properties' }
  }
} satisfies Fields

const isPlain = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: 'Track event (REST)',
  description: 'Send an event with an API key, instead of forwarding it.',
  defaultSubscription: 'type = "track"',
  fields,
  perform: (request, { payload, settings }) => {
    // The username stands among the properties, where one of the event must not replace it.
    const properties = Object.entries(payload.properties ?? {}).filter(
      ([name, value]) => name !== 'username' && isPlain(value)
    )
    return request(`${api}/events/track`, {
      method: 'post',
      headers: authorization(settings),
      json: {
        event: requireText(payload.event, 'event'),
        properties: {
          ...Object.fromEntries(properties),
          username: usernameOf({ ...payload, email: firstFilled(payload.email, payload.otherEmail) })
        }
      }
    })
  }
}

export default action
