/**
 * Records that a customer paid.
 * https://dub.co/docs/api-reference/endpoint/track-sale
 */
import { cut, first, type Action, type Fields, type PayloadOf } from 'segment-functions/runtime'
import { api, longestEventName } from '../api.ts'
import { clickIdField, customerDetails, customerFields, customerIdField, customerIdOf } from '../customer.ts'
import { metadataField, metadataOf } from '../metadata.ts'
import type { Settings } from '../settings.ts'
import { amountOf } from './amount.ts'
import { paymentProcessorOf } from './payment-processor.ts'

const fields = {
  customerExternalId: customerIdField,
  amount: {
    label: 'Amount',
    description: 'What the customer paid, in the unit that Amount Unit names.',
    type: 'number',
    required: true,
    default: { '@path': '$.properties.revenue' }
  },
  amountUnit: {
    label: 'Amount Unit',
    description:
      "The unit of Amount: `cents`, as in Dub's guide for Segment, or `major` for currency units (49.99), as in Segment's ecommerce spec.",
    type: 'string',
    choices: [
      { label: 'Cents', value: 'cents' },
      { label: 'Currency units', value: 'major' }
    ],
    default: 'cents'
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
      'Who took the payment: stripe, shopify, polar, paddle, apple, revenuecat, dub or custom, in any case. Any other name becomes custom.',
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
  ...customerFields
} satisfies Fields

const action: Action<Settings, PayloadOf<typeof fields>> = {
  title: 'Track a sale',
  description: 'Record a sale of a customer whom a Dub link brought.',
  defaultSubscription: 'type = "track" and event = "Order Completed"',
  fields,
  perform: (request, { payload }) =>
    request(`${api}/track/sale`, {
      method: 'post',
      json: {
        customerExternalId: customerIdOf(payload.customerExternalId),
        amount: amountOf(payload.amount, payload.amountUnit, payload.currency),
        currency: payload.currency,
        eventName: payload.eventName === undefined ? undefined : cut(payload.eventName, longestEventName),
        paymentProcessor: paymentProcessorOf(payload.paymentProcessor),
        invoiceId: payload.invoiceId,
        leadEventName: payload.leadEventName,
        metadata: metadataOf(payload.metadata),
        // Only a direct sale has one; for a customer who was a lead, Dub knows the click.
        clickId: payload.clickId?.trim() || undefined,
        ...customerDetails(payload)
      }
    })
}

export default action
