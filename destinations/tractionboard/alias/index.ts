/**
 * The id of a user changes; the old one is kept as an attribute of the new one.
 */
import { PayloadValidationError } from '@segment/actions-core'
import { requireText, type Action, type Fields, type PayloadOf } from 'segment-functions/runtime'
import { knownUserFields } from '../fields.ts'
import type { Settings } from '../settings.ts'
import { send } from '../api.ts'

const fields = {
  ...knownUserFields,
  userId: { ...knownUserFields.userId, description: 'The new External User ID.' },
  previousId: {
    label: 'Previous ID',
    description: 'The ID so far.',
    type: 'string',
    required: true,
    default: { '@path': '$.previousId' }
  }
} satisfies Fields

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: 'Change a user id',
  description: 'Change the External User ID of a user.',
  defaultSubscription: 'type = "alias"',
  fields,
  perform: (request, data) => {
    const { userId } = data.payload
    const previousId = requireText(data.payload.previousId, 'previousId')
    if (previousId === userId)
      throw new PayloadValidationError('The previousId is the userId: nothing changes.')
    return send(request, data, {
      type: 'alias',
      previous_external_user_id: previousId,
      attributes: { previous_id: previousId }
    })
  }
}

export default action
