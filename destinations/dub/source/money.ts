/**
 * Money as Segment's spec has it, in units of the currency; Dub counts in cents, or in whole units of a currency that has none.
 */
import { numberAt, required, textAt, type Json } from 'segment-functions/runtime'
import { zeroDecimalCurrencies } from '../trackSale/amount.ts'

export interface Money {
  /** 49.99 */
  value: number
  /** 4999, as Dub has it. */
  cents: number
  currency: string | undefined
}

/** @param path - where the amount is: `sale.amount`; the currency stands beside it */
export function moneyAt(object: Json, path: string): Money {
  const cents = required(numberAt, object, path)
  const currency = textAt(object, path.replace(/[^.]+$/, 'currency'))
  const hasCents = !zeroDecimalCurrencies.has(currency?.toUpperCase() ?? '')
  return { value: hasCents ? cents / 100 : cents, cents, currency }
}
