/**
 * What payments and refunds have in common: an amount, its currency, and the rest of the event.
 */
import { PayloadValidationError } from '@segment/actions-core'
import { firstSet, type Fields, type PayloadOf } from 'segment-functions/runtime'
import { arrange } from './arrange.ts'
import { commonFields, properties } from './fields.ts'

export const moneyFields = {
  ...commonFields,
  amount: {
    label: 'Amount',
    description: 'How much was paid, in whole units of the currency (27.5).',
    type: 'number',
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
 * @returns amount and currency, then every other property; the event's own `amount` and `currency` are replaced
 * @throws PayloadValidationError when the amount is not finite: the text "Infinity" passes for a number in validation
 */
export function moneyProperties({ amount, currency, properties }: PayloadOf<typeof moneyFields>) {
  if (!Number.isFinite(amount)) throw new PayloadValidationError('The amount is not a finite number.')
  return arrange({ amount, currency }, properties)
}
