/**
 * Makes or updates a user and its account from an identify call.
 *
 * https://docs.saasquatch.com/api/methods#open_user_upsert
 */
import { filled, first, type Action, type Fields, type PayloadOf } from 'segment-functions/runtime'
import { credentials, userKey, userUrl } from '../api.ts'
import { person, text } from '../person.ts'
import type { Settings } from '../settings.ts'
import { clientHeaders } from './client-headers.ts'
import { customFields } from './custom-fields.ts'
import { localeOf } from './locale.ts'

const fields = {
  userId: {
    label: 'User ID',
    description: 'The id of the user in SaaSquatch.',
    type: 'string',
    required: true,
    default: { '@path': '$.userId' }
  },
  accountId: {
    label: 'Account ID',
    description:
      'The account the user belongs to, when several users share one. The user id stands in when no trait names an account; SaaSquatch wants both to be the same for Advocate tenants.',
    type: 'string',
    required: true,
    default: first('$.traits.account_id', '$.traits.accountId', '$.userId')
  },
  otherAccountIds: {
    label: 'Other Account IDs',
    description: 'Where else to look when the account ID is one of blanks.',
    type: 'object',
    unsafe_hidden: true,
    default: { accountId: { '@path': '$.traits.accountId' } }
  },
  email: {
    label: 'E-mail',
    description: "The user's e-mail address.",
    type: 'string',
    default: { '@path': '$.traits.email' }
  },
  firstName: {
    label: 'First Name',
    description: "The user's first name. Taken from Name when it is missing.",
    type: 'string',
    default: { '@path': '$.traits.firstName' }
  },
  lastName: {
    label: 'Last Name',
    description: "The user's last name. Taken from Name when it is missing.",
    type: 'string',
    default: { '@path': '$.traits.lastName' }
  },
  name: {
    label: 'Name',
    description:
      'The full name: the first word stands in for a missing first name, the rest for a missing last name.',
    type: 'string',
    default: { '@path': '$.traits.name' }
  },
  imageUrl: {
    label: 'Image URL',
    description: "The address of the user's picture.",
    type: 'string',
    default: { '@path': '$.traits.avatar' }
  },
  locale: {
    label: 'Locale',
    description:
      'Language and country, as "en_US" or "en-US". Anything else, such as "en" alone, is not sent.',
    type: 'string',
    default: { '@path': '$.context.locale' }
  },
  referredByCodes: {
    label: 'Referred By Codes',
    description: 'The referral codes that brought this user here. A single code may stand without a list.',
    type: 'string',
    multiple: true,
    default: { '@path': '$.traits.referredByCodes' }
  },
  ip: {
    label: 'IP Address',
    description: "The client's IP address, sent as the header X-Forwarded-For.",
    type: 'string',
    default: { '@path': '$.context.ip' }
  },
  userAgent: {
    label: 'User Agent',
    description: "The client's user agent, sent as the header User-Agent.",
    type: 'string',
    default: first('$.context.userAgent', '$.context.user_agent')
  },
  traits: {
    label: 'Traits',
    description:
      'Where custom fields are taken from: every text, number, boolean and null that has no place of its own in SaaSquatch. Lists and objects are not sent.',
    type: 'object',
    default: { '@path': '$.traits' }
  }
} satisfies Fields

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: 'Upsert user',
  description: 'Create or update a user in SaaSquatch, with its names, referral codes and custom fields.',
  defaultSubscription: 'type = "identify" and userId != null',
  fields,
  perform: (request, { payload, settings }) => {
    const { accountId, userId } = userKey(payload)
    const codes = (payload.referredByCodes ?? []).flatMap((code) => text(filled(code)) ?? [])
    return request(userUrl(settings, { accountId, userId }), {
      method: 'put',
      ...credentials(settings),
      headers: settings.forwardClientInfo === false ? {} : clientHeaders(payload),
      json: {
        id: userId,
        accountId,
        ...person(payload),
        imageUrl: text(payload.imageUrl),
        locale: localeOf(payload.locale),
        referredByCodes: codes.length > 0 ? codes : undefined,
        customFields: customFields(payload.traits, settings.keepUnderscores)
      }
    })
  }
}

export default action
