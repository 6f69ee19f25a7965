/** The action for somebody who has no example of a request: what a vendor commonly wants to know of each call. */
import type { Call, FieldPlan } from './plan.ts'

interface DefaultAction {
  name: string
  title: string
  path: string
  fields: FieldPlan[]
}

type Written = Pick<FieldPlan, 'key' | 'label' | 'description' | 'from' | 'sample'> & Partial<FieldPlan>

const field = (to: string, written: Written): FieldPlan => ({
  type: 'string',
  ...written,
  to: { part: 'body', at: [to] }
})

const userId = field('user_id', {
  key: 'userId',
  label: 'User ID',
  description: 'The ID of the user.',
  required: true,
  from: [['userId']],
  sample: 'user_1'
})
const email = field('email', {
  key: 'email',
  label: 'E-mail',
  description: 'The e-mail address of the user.',
  from: [
    ['traits', 'email'],
    ['context', 'traits', 'email']
  ],
  sample: 'jane@example.com'
})
const traits = field('traits', {
  key: 'traits',
  label: 'Traits',
  description: 'What else is known.',
  type: 'object',
  from: [['traits']],
  sample: { plan: 'pro' }
})
const properties = field('properties', {
  key: 'properties',
  label: 'Properties',
  description: 'What else the event says.',
  type: 'object',
  from: [['properties']],
  sample: { plan: 'pro' }
})
const timestamp = field('timestamp', {
  key: 'timestamp',
  label: 'Timestamp',
  description: 'When it happened.',
  type: 'datetime',
  from: [['timestamp']],
  sample: '2026-01-31T12:00:00.000Z'
})
const name = (what: string, from: string[], sample: string): FieldPlan =>
  field('name', { key: 'name', label: 'Name', description: `The name of the ${what}.`, from: [from], sample })
const messageId = field('idempotency_key', {
  key: 'messageId',
  label: 'Message ID',
  description: 'The same when an event is sent again, so that it need not count twice.',
  from: [['messageId']],
  sample: 'message_1'
})

export const defaultActions: Record<Call, DefaultAction> = {
  track: {
    name: 'trackEvent',
    title: 'Track an event',
    path: '/events',
    fields: [
      { ...name('event', ['event'], 'Signed Up'), required: true },
      userId,
      timestamp,
      properties,
      messageId
    ]
  },
  identify: {
    name: 'saveUser',
    title: 'Save a user',
    path: '/users',
    fields: [userId, email, traits]
  },
  page: {
    name: 'trackPage',
    title: 'Track a page',
    path: '/pages',
    fields: [userId, name('page', ['name'], 'Pricing'), timestamp, properties]
  },
  screen: {
    name: 'trackScreen',
    title: 'Track a screen',
    path: '/screens',
    fields: [userId, name('screen', ['name'], 'Welcome'), timestamp, properties]
  },
  group: {
    name: 'saveGroup',
    title: 'Save a group',
    path: '/groups',
    fields: [
      field('group_id', {
        key: 'groupId',
        label: 'Group ID',
        description: 'The ID of the group.',
        required: true,
        from: [['groupId']],
        sample: 'group_1'
      }),
      { ...userId, required: undefined } as FieldPlan,
      traits
    ]
  },
  alias: {
    name: 'mergeUsers',
    title: 'Merge two users',
    path: '/merges',
    fields: [
      field('previous_id', {
        key: 'previousId',
        label: 'Previous ID',
        description: 'The ID that the user had before.',
        required: true,
        from: [['previousId']],
        sample: 'anonymous_1'
      }),
      userId
    ]
  }
}
