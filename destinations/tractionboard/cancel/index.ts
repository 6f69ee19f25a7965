/**
 * A known user cancels: the status becomes canceled and counts for the churn rate.
 */
import type { Action, Fields, PayloadOf } from 'segment-functions/runtime'
import { knownUserFields, properties } from '../fields.ts'
import type { Settings } from '../settings.ts'
import { send } from '../api.ts'

const fields = { ...knownUserFields, properties } satisfies Fields

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: 'Cancel a user',
  description: 'Set the status of a user to canceled.',
  defaultSubscription: 'type = "track" and event = "cancel"',
  fields,
  perform: (request, data) => send(request, data, { type: 'cancel', properties: data.payload.properties })
}

export default action
