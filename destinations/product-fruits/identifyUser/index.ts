/**
 * Makes or updates a user through the REST API.
 * https://help.productfruits.com/en/article/rest-api-user-identification
 */
import {
  compact,
  filled,
  first,
  readTime,
  splitName,
  type Action,
  type Fields,
  type PayloadOf
} from 'segment-functions/runtime'
import { api, authorization, userFields, usernameOf } from '../api.ts'
import type { Settings } from '../settings.ts'
import { propsOf } from './props.ts'

const fields = {
  ...userFields,
  email: {
    label: 'E-mail',
    description: "The user's e-mail address. It is sent as the property `email`.",
    type: 'string',
    default: { '@path': '$.traits.email' }
  },
  firstname: {
    label: 'First Name',
    description: "The user's first name.",
    type: 'string',
    default: first('$.traits.firstname', '$.traits.firstName', '$.traits.first_name')
  },
  lastname: {
    label: 'Last Name',
    description: "The user's last name.",
    type: 'string',
    default: first('$.traits.lastname', '$.traits.lastName', '$.traits.last_name')
  },
  name: {
    label: 'Full Name',
    description: 'Fills in a missing first or last name: its first word, and the rest.',
    type: 'string',
    default: { '@path': '$.traits.name' }
  },
  role: {
    label: 'Role',
    description: "The user's role.",
    type: 'string',
    default: { '@path': '$.traits.role' }
  },
  signUpAt: {
    label: 'Signed Up At',
    description:
      'When the user signed up: an ISO 8601 date, or seconds or milliseconds since 1970. What is none of these is left out.',
    type: 'string',
    default: first('$.traits.signUpAt', '$.traits.createdAt', '$.traits.created_at')
  },
  traits: {
    label: 'Traits',
    description:
      'Sent as custom properties: texts, numbers, booleans, and lists of only texts or only numbers. Other values, and the traits that have a field of their own, are left out.',
    type: 'object',
    default: { '@path': '$.traits' }
  }
} satisfies Fields

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: 'Identify user (REST)',
  description: 'Make or update a user with an API key, instead of forwarding the event.',
  defaultSubscription: 'type = "identify"',
  fields,
  perform: (request, { payload, settings }) => {
    const name = splitName(payload.name)
    const user = {
      username: usernameOf(payload),
      firstname: payload.firstname ?? name.first,
      lastname: payload.lastname ?? name.last,
      role: payload.role,
      signUpAt: timeInSeconds(payload.signUpAt),
      // The page lists no e-mail, yet the webhook finds users by a *property* of that name.
      props: compact({ email: filled(payload.email), ...propsOf(payload.traits) })
    }
    return request(`${api}/identify`, { method: 'post', headers: authorization(settings), json: { user } })
  }
}

/** The form that the page advises: `2020-07-08T00:00:00Z`. What cannot be read is left out. */
function timeInSeconds(text: string | undefined): string | undefined {
  const time = readTime(text)
  return time === undefined ? undefined : new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

export default action
