/**
 * Amounts of money: a number, or a text that is one. Nothing else is read as money: a currency sign, a comma or a switch
 * would make another sum of it.
 */
import { PayloadValidationError } from '@segment/actions-core'
import { isBlank } from './blank.ts'

/**
 * @param value - whatever an event holds; a list of one counts as its element
 * @returns the number, also of texts as JavaScript's `Number` reads them (`"49.99"`, `" 5 "`, `"1e3"`); undefined for
 *   anything else, such as `true`, `"  "`, `"1,299.00"` and `"Infinity"`
 */
export function readAmount(value: unknown): number | undefined {
  const amount: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value
  const number = typeof amount === 'string' && !isBlank(amount) ? Number(amount) : amount
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/**
 * For events whose point the amount is: none of them counts with another amount, or without one.
 *
 * @param name - what people know the amount by, for the message; the value never appears in it
 * @throws PayloadValidationError when the value is no amount
 */
export function requireAmount(value: unknown, name: string): number {
  const amount = readAmount(value)
  if (amount === undefined)
    throw new PayloadValidationError(
      `The ${name} must be a number, or a text that is one: 1299.5, without sign, blanks or thousands separators.`
    )
  return amount
}
