/**
 * A group is saved as attributes of its user. They are prefixed, so that the name and plan of the group do not replace
 * the user's own.
 */
import { requireText, type Action, type Fields, type PayloadOf } from 'segment-functions/runtime'
import { knownUserFields, traits } from '../fields.ts'
import type { Settings } from '../settings.ts'
import { send } from '../api.ts'

const fields = {
  ...knownUserFields,
  groupId: {
    label: 'Group ID',
    description: 'The ID of the group, sent as the attribute `group_id`.',
    type: 'string',
    required: true,
    default: { '@path': '$.groupId' }
  },
  traits: {
    ...traits,
    description: 'Sent as attributes of the user, with `group_` before each name; the trait `id` is left out.'
  }
} satisfies Fields

function groupAttributes({ groupId, traits }: PayloadOf<typeof fields>): Record<string, unknown> {
  const others = Object.entries(traits ?? {}).filter(([name]) => name !== 'id')
  return {
    group_id: requireText(groupId, 'groupId'),
    ...Object.fromEntries(others.map(([name, value]) => [`group_${name}`, value]))
  }
}

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: 'Save a group as attributes',
  description: 'Save the group of a user as attributes of the user.',
  defaultSubscription: 'type = "group"',
  fields,
  perform: (request, data) =>
    send(request, data, { type: 'attributes', attributes: groupAttributes(data.payload) })
}

export default action
