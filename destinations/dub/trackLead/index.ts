/**
 * Records that a visitor became a customer.
 * https://dub.co/docs/api-reference/endpoint/track-lead
 */
import { cut, requireText, type Action, type Fields, type PayloadOf } from 'segment-functions/runtime'
import {
  clickIdField,
  clickIdOf,
  customerDetails,
  customerFields,
  customerIdField,
  customerIdOf,
  standInsField
} from '../customer.ts'
import { metadataField, metadataOf } from '../metadata.ts'
import type { Settings } from '../settings.ts'
import { api, longestEventName } from '../api.ts'

const fields = {
  clickId: clickIdField,
  eventName: {
    label: 'Event Name',
    description: 'The name of the lead event, as Dub shows it.',
    type: 'string',
    required: true,
    default: { '@path': '$.event' }
  },
  customerExternalId: customerIdField,
  ...customerFields,
  mode: {
    label: 'Mode',
    description:
      '`async` (what Dub does when nothing is chosen) answers at once, `wait` when the lead is recorded, so that a sale within seconds finds it; `deferred` makes the customer and leaves the lead to a later request.',
    type: 'string',
    choices: [
      { label: 'Async', value: 'async' },
      { label: 'Wait', value: 'wait' },
      { label: 'Deferred', value: 'deferred' }
    ]
  },
  eventQuantity: {
    label: 'Event Quantity',
    description:
      'How many times the lead counts: a whole number from 1 to 100. Anything else is left out, and the lead counts once.',
    // A text, so that a quantity like "two" cannot fail the whole lead in the validation.
    type: 'string',
    default: { '@path': '$.properties.quantity' }
  },
  metadata: metadataField,
  standIns: standInsField
} satisfies Fields

function quantityOf(text: string | undefined): number | undefined {
  const quantity = Number(text)
  return Number.isInteger(quantity) && quantity >= 1 && quantity <= 100 ? quantity : undefined
}

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: 'Track a lead',
  description: 'Record a lead: a visitor, brought by a Dub link, who signed up.',
  defaultSubscription: 'type = "track" and event = "Sign Up"',
  fields,
  // One lead per customer and event name; with `deferred` the lead comes later, and Dub keeps the customer only.
  // https://github.com/dubinc/dub: apps/web/app/(ee)/api/track/lead
  idempotencyKey: ({ body }) => [body.customerExternalId, body.eventName],
  perform: (request, { payload }) =>
    request(`${api}/track/lead`, {
      method: 'post',
      json: {
        // Always there: "" asks Dub for the click it already knows of this customer.
        clickId: clickIdOf(payload),
        eventName: cut(requireText(payload.eventName, 'eventName'), longestEventName),
        customerExternalId: customerIdOf(payload.customerExternalId),
        ...customerDetails(payload),
        mode: payload.mode,
        eventQuantity: quantityOf(payload.eventQuantity),
        metadata: metadataOf(payload.metadata)
      }
    })
}

export default action
