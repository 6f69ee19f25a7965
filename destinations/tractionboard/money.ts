/**
 * What payments and refunds have in common: an amount, its currency, and the rest of the event.
 */
import { filled, firstSet, requireAmount, type Fields, type PayloadOf } from 'segment-functions/runtime'
import { arrange } from './arrange.ts'
import { commonFields, properties } from './fields.ts'

export const moneyFields = {
  ...commonFields,
  amount: {
    label: 'Amount',
    description: 'How much was paid, in whole units of the currency (27.5): a number, or a text that is one.',
    // A text, as Segment's validation makes 1 of true and 0 of blanks in a number.
    type: 'string',
    required: true,
    default: firstSet(
      '$.properties.revenue',
      '$.properties.total',
      '$.properties.amount',
      '$.properties.value'
    )
  },
  currency: {
    label: 'Currency',
    description: 'The currency of the amount, an ISO 4217 code.',
    type: 'string',
    default: { '@case': { operator: 'upper', value: { '@path': '$.properties.currency' } } }
  },
  properties
} satisfies Fields

/**
 * @param amountAs - how the amount is sent; a payment keeps its sign
 * @returns amount and currency, then every other property; the event's own `amount` and `currency` are replaced
 * @throws PayloadValidationError when the amount is no number
 */
export function moneyProperties(
  { amount, currency, properties }: PayloadOf<typeof moneyFields>,
  amountAs = (amount: number) => amount
) {
  return arrange(
    { amount: amountAs(requireAmount(amount, 'amount')), currency: filled(currency) },
    properties
  )
}
