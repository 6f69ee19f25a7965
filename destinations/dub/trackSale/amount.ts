/**
 * Dub counts in cents, or in whole units of a currency that has no cents.
 */
import { PayloadValidationError } from '@segment/actions-core'
import { requireAmount } from 'segment-functions/runtime'
import type { Settings } from '../settings.ts'

/** https://github.com/dubinc/dub: packages/utils/src/functions/currency-zero-decimal.ts */
export const zeroDecimalCurrencies = new Set(
  'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF'.split(' ')
)

/**
 * @param sale.amount - in the unit of the event
 * @param sale.amountUnit - `major` for currency units, `cents` for cents; without it the setting says which
 * @param sale.currency - ISO 4217 in any case
 * @returns the amount as Dub takes it
 * @throws PayloadValidationError when it is no number or negative, or not whole although it is said to be in cents:
 *   rounding would make 50 cents of 49.99 dollars
 */
export function amountOf(
  sale: { amount: string; amountUnit?: string; currency?: string },
  { revenueUnit }: Settings
): number {
  const amount = requireAmount(sale.amount, 'amount')
  if (amount < 0) throw new PayloadValidationError('Dub takes no negative amount.')
  const isInCents = sale.amountUnit === undefined ? revenueUnit === 'cents' : sale.amountUnit === 'cents'
  if (isInCents) {
    if (!Number.isInteger(amount))
      throw new PayloadValidationError(
        `The amount ${amount} is not whole, as cents are. If it is in currency units, say so in the setting "Revenue unit", or set amountUnit to "major".`
      )
    return amount
  }
  const factor = zeroDecimalCurrencies.has(sale.currency?.toUpperCase() ?? '') ? 1 : 100
  const converted = Math.round(amount * factor)
  if (!Number.isFinite(converted)) throw new PayloadValidationError('The amount is too large to be sent.')
  return converted
}
