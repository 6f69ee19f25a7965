/**
 * A payment adds to what a user has earned you.
 */
import type { Action, PayloadOf } from 'segment-functions/runtime'
import { moneyFields, moneyProperties } from '../money.ts'
import type { Settings } from '../settings.ts'
import { send } from '../api.ts'

const action: Action<Settings, PayloadOf<typeof moneyFields>> = {
  title: 'Record a payment',
  description: 'Send what a user paid.',
  defaultSubscription: 'type = "track" and event = "Payment Made"',
  fields: moneyFields,
  perform: (request, data) =>
    send(request, data, { type: 'payment', properties: moneyProperties(data.payload) })
}

export default action
