/**
 * An identified user has logged in. Audiences and computed traits arrive here too: their values, false included, are
 * attributes like any other.
 */
import type { Action, Fields, PayloadOf } from 'segment-functions/runtime'
import { knownUserFields, traits } from '../fields.ts'
import type { Settings } from '../settings.ts'
import { send } from '../api.ts'

const fields = { ...knownUserFields, traits } satisfies Fields

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: 'Record a login',
  description: 'Send an identified user as a login, with the traits as attributes.',
  defaultSubscription: 'type = "identify"',
  fields,
  perform: (request, data) => send(request, data, { type: 'login', attributes: data.payload.traits })
}

export default action
