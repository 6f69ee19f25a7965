/**
 * Records that a customer paid.
 * https://dub.co/docs/api-reference/endpoint/track-sale
 */
import {
  cut,
  filled,
  first,
  firstFilled,
  type Action,
  type Fields,
  type PayloadOf
} from 'segment-functions/runtime'
import { api, longestEventName } from '../api.ts'
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
import { amountOf } from './amount.ts'
import { paymentProcessorOf } from './payment-processor.ts'

const fields = {
  customerExternalId: customerIdField,
  amount: {
    label: 'Amount',
    description:
      'What the customer paid, in the unit that Amount Unit or the setting Revenue unit names: a number, or a text that is one.',
    // A text, as Segment's validation makes 1 of true and 0 of blanks in a number.
    type: 'string',
    required: true,
    default: { '@path': '$.properties.revenue' }
  },
  amountUnit: {
    label: 'Amount Unit',
    description:
      'The unit of Amount where it is another than the setting Revenue unit says: `cents`, or `major` for currency units (49.99).',
    type: 'string',
    choices: [
      { label: 'Cents', value: 'cents' },
      { label: 'Currency units', value: 'major' }
    ]
  },
  currency: {
    label: 'Currency',
    description: 'The ISO 4217 code of the currency. Without it Dub takes US dollars.',
    type: 'string',
    default: { '@path': '$.properties.currency' }
  },
  paymentProcessor: {
    label: 'Payment Processor',
    description:
      'Who took the payment: stripe, shopify, polar, paddle, apple, revenuecat, lemonsqueezy, dub or custom, in any case. Any other name becomes custom.',
    type: 'string',
    default: first('$.properties.payment_processor', '$.properties.paymentProcessor')
  },
  eventName: {
    label: 'Event Name',
    description: 'The name of the sale event, as Dub shows it.',
    type: 'string',
    default: { '@path': '$.event' }
  },
  leadEventName: {
    label: 'Lead Event Name',
    description:
      'The exact name of the lead event that the sale belongs to, where a customer has several. It names the lead when Dub makes one for a direct sale.',
    type: 'string',
    default: first('$.properties.lead_event_name', '$.properties.leadEventName')
  },
  invoiceId: {
    label: 'Invoice ID',
    description:
      'Dub counts one sale per invoice ID. The message ID, which stays the same when Segment retries, stands in for a missing order ID.',
    type: 'string',
    default: first('$.properties.order_id', '$.properties.orderId', '$.messageId')
  },
  metadata: metadataField,
  clickId: {
    ...clickIdField,
    description: `${clickIdField.description} With it Dub counts the sale of a customer it does not know yet.`
  },
  ...customerFields,
  standIns: {
    ...standInsField,
    description: 'Where else to look when a click ID, an e-mail address or an invoice ID is one of blanks.',
    default: {
      ...standInsField.default,
      orderId: { '@path': '$.properties.orderId' },
      messageId: { '@path': '$.messageId' }
    }
  }
} satisfies Fields

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: 'Track a sale',
  description: 'Record a sale of a customer whom a Dub link brought.',
  defaultSubscription: 'type = "track" and event = "Order Completed"',
  fields,
  // One sale per invoice: https://dub.co/docs/api-reference/endpoint/track-sale
  idempotencyKey: 'invoiceId',
  perform: (request, { payload, settings }) => {
    const eventName = filled(payload.eventName)
    return request(`${api}/track/sale`, {
      method: 'post',
      json: {
        customerExternalId: customerIdOf(payload.customerExternalId),
        amount: amountOf(payload, settings),
        currency: filled(payload.currency),
        eventName: eventName && cut(eventName, longestEventName),
        paymentProcessor: paymentProcessorOf(filled(payload.paymentProcessor)),
        invoiceId: firstFilled(payload.invoiceId, payload.standIns?.orderId, payload.standIns?.messageId),
        leadEventName: filled(payload.leadEventName),
        metadata: metadataOf(payload.metadata),
        // Only a direct sale has one; for a customer who was a lead, Dub knows the click.
        clickId: clickIdOf(payload) || undefined,
        ...customerDetails(payload)
      }
    })
  }
}

export default action
