/**
 * A refund is subtracted from the revenue by Tractionboard, hence always positive.
 */
import type { Action, PayloadOf } from 'segment-functions/runtime'
import { moneyFields, moneyProperties } from '../money.ts'
import type { Settings } from '../settings.ts'
import { send } from '../api.ts'

const action: Action<Settings, PayloadOf<typeof moneyFields>> = {
  title: 'Record a refund',
  description: 'Send what a user was paid back.',
  defaultSubscription: 'type = "track" and event = "Refund Received"',
  fields: moneyFields,
  perform: (request, data) =>
    send(request, data, {
      type: 'refund',
      properties: moneyProperties(data.payload, Math.abs)
    })
}

export default action
