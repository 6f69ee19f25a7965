/**
 * The fields that actions have in common: who did something, when, and with what.
 */
import type { Fields } from 'segment-functions/runtime'

/** For the meanings that an anonymous visitor can have too. */
export const commonFields = {
  userId: {
    label: 'User ID',
    description: 'The External User ID in Tractionboard.',
    type: 'string',
    default: { '@path': '$.userId' }
  },
  anonymousId: {
    label: 'Anonymous ID',
    description: 'The ID of a visitor who is not known yet.',
    type: 'string',
    default: { '@path': '$.anonymousId' }
  },
  timestamp: {
    label: 'Timestamp',
    description: 'When it happened.',
    type: 'string',
    default: { '@path': '$.timestamp' }
  },
  messageId: {
    label: 'Message ID',
    description: 'Lets the receiver drop an event that is sent again.',
    type: 'string',
    default: { '@path': '$.messageId' }
  },
  ip: {
    label: 'IP Address',
    description: "The user's IP address.",
    type: 'string',
    default: { '@path': '$.context.ip' }
  },
  userAgent: {
    label: 'User Agent',
    description: "The user's browser or app.",
    type: 'string',
    default: { '@path': '$.context.userAgent' }
  },
  locale: {
    label: 'Locale',
    description: "The user's language.",
    type: 'string',
    default: { '@path': '$.context.locale' }
  },
  page: {
    label: 'Page',
    description: 'The page it happened on: url, path, referrer, title and search are sent.',
    type: 'object',
    default: { '@path': '$.context.page' }
  }
} satisfies Fields

/** For the meanings that only a known user can have: they need the External User ID. */
export const knownUserFields = {
  ...commonFields,
  userId: { ...commonFields.userId, required: true }
} satisfies Fields

export const properties = {
  label: 'Properties',
  description: 'Properties of the event, sent as they are.',
  type: 'object',
  default: { '@path': '$.properties' }
} satisfies Fields[string]

export const traits = {
  label: 'Traits',
  description: 'Sent as attributes of the user.',
  type: 'object',
  default: { '@path': '$.traits' }
} satisfies Fields[string]
