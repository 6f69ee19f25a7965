/**
 * Dub counts in cents, or in whole units of a currency that has no cents.
 */
import { PayloadValidationError } from '@segment/actions-core'

/** https://github.com/dubinc/dub: packages/utils/src/functions/currency-zero-decimal.ts */
const zeroDecimalCurrencies = new Set(
  'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF'.split(' ')
)

/**
 * @param amount - in the unit of the event
 * @param unit - `major` for currency units, otherwise cents
 * @param currency - ISO 4217 in any case
 * @returns the amount as Dub takes it
 * @throws PayloadValidationError when it is negative, or not whole although it is said to be in cents: rounding would
 *   make 50 cents of 49.99 dollars
 */
export function amountOf(amount: number, unit: string | undefined, currency: string | undefined): number {
  if (amount < 0) throw new PayloadValidationError('Dub takes no negative amount.')
  if (unit !== 'major') {
    if (!Number.isInteger(amount))
      throw new PayloadValidationError(
        `The amount ${amount} is not whole, as cents are. If it is in currency units, set amountUnit to "major".`
      )
    return amount
  }
  const factor = zeroDecimalCurrencies.has(currency?.toUpperCase() ?? '') ? 1 : 100
  const converted = Math.round(amount * factor)
  if (!Number.isFinite(converted)) throw new PayloadValidationError('The amount is too large to be sent.')
  return converted
}
