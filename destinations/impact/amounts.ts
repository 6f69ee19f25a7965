/**
 * What an order is worth is the point of a conversion: with another amount, or without the one it has, it does not count.
 */
import { requireAmount } from 'segment-functions/runtime'
import type { Parameters } from './parameters.ts'

const orderAmount = /^(OrderSubTotalPostDiscount|ItemPrice\d+)$/

/**
 * @param parameters - those of a conversion, before they are texts; absent and empty amounts are left out later
 * @throws PayloadValidationError when the subtotal or the price of an item is neither a number nor a text that is one
 */
export function requireAmounts(parameters: Parameters): void {
  for (const [parameter, value] of Object.entries(parameters)) {
    const isAbsent = value === undefined || value === null || value === ''
    if (orderAmount.test(parameter) && !isAbsent) requireAmount(value, parameter)
  }
}
