/**
 * What a track call says about an event and its user.
 */
import { first, type Fields, type PayloadOf } from 'segment-functions/runtime'

export const fields = {
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
      'The account the user belongs to, when several users share one: an account id among the properties, else among the traits, else the id trait, else the user id.',
    type: 'string',
    required: true,
    default: first(
      '$.properties.account_id',
      '$.properties.accountId',
      '$.context.traits.account_id',
      '$.context.traits.accountId',
      '$.context.traits.id',
      '$.userId'
    )
  },
  otherAccountIds: {
    label: 'Other Account IDs',
    description: 'Where else to look when the account ID is one of blanks.',
    type: 'object',
    unsafe_hidden: true,
    default: {
      accountId: { '@path': '$.properties.accountId' },
      account_id_trait: { '@path': '$.context.traits.account_id' },
      accountIdTrait: { '@path': '$.context.traits.accountId' },
      idTrait: { '@path': '$.context.traits.id' }
    }
  },
  eventName: {
    label: 'Event Name',
    description:
      'Becomes the event key: "Order Completed" is "purchase", "Order Refunded" is "refund", any other name is camel-cased ("Plan Upgraded" is "planUpgraded").',
    type: 'string',
    required: true,
    default: { '@path': '$.event' }
  },
  timestamp: {
    label: 'Timestamp',
    description:
      'When the event happened: an ISO 8601 date (without a zone: UTC), or seconds or milliseconds since 1970. Without a readable date SaaSquatch takes the time of arrival.',
    type: 'string',
    default: { '@path': '$.timestamp' }
  },
  idempotencyKey: {
    label: 'Idempotency Key',
    description: 'Lets SaaSquatch recognise an event that is sent again.',
    type: 'string',
    default: { '@path': '$.messageId' }
  },
  properties: {
    label: 'Properties',
    description:
      "The fields of the event. Names are camel-cased; purchases and refunds keep the names of Segment's ecommerce spec, and only the fields SaaSquatch lists for them are sent.",
    type: 'object',
    default: { '@path': '$.properties' }
  },
  email: {
    label: 'E-mail',
    description: 'Only used to create a user SaaSquatch does not know yet.',
    type: 'string',
    default: { '@path': '$.context.traits.email' }
  },
  firstName: {
    label: 'First Name',
    description:
      'Only used to create a user SaaSquatch does not know yet. Taken from Name when it is missing.',
    type: 'string',
    default: { '@path': '$.context.traits.firstName' }
  },
  lastName: {
    label: 'Last Name',
    description:
      'Only used to create a user SaaSquatch does not know yet. Taken from Name when it is missing.',
    type: 'string',
    default: { '@path': '$.context.traits.lastName' }
  },
  name: {
    label: 'Name',
    description:
      'Only used to create a user SaaSquatch does not know yet: the first word stands in for a missing first name, the rest for a missing last name.',
    type: 'string',
    default: { '@path': '$.context.traits.name' }
  }
} satisfies Fields

export type TrackPayload = PayloadOf<typeof fields>
