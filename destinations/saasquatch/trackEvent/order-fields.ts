/**
 * Fields of `purchase` and `refund`, the two events SaaSquatch has a schema for: anything it does not list is refused,
 * so only what is listed here is sent, in Segment's own snake_case. Amounts stay in the unit they came in.
 *
 * Source: the npm package @saasquatch/schema.
 */
import { cut, isObject } from 'segment-functions/runtime'

/** Gives a value as SaaSquatch takes it; undefined leaves it out. */
type Reader = (value: unknown) => unknown

const limits = { text: 375, products: 200 }

const text: Reader = (value) => {
  const string = Number.isFinite(value) ? String(value) : value
  return typeof string === 'string' && string !== '' ? cut(string, limits.text) : undefined
}

const number = (value: unknown): number | undefined => {
  // Number('') and Number(' ') are 0.
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined
}

const amount: Reader = (value) => atLeastZero(number(value))
const integer = (value: unknown) => (Number.isInteger(number(value)) ? number(value) : undefined)
const count: Reader = (value) => atLeastZero(integer(value))

// Tested before it is upper-cased, which would make "SSA" of "ßa".
const currency: Reader = (value) =>
  typeof value === 'string' && /^[A-Za-z]{3}$/.test(value) ? value.toUpperCase() : undefined

/** SaaSquatch demands a product id; the SKU stands in for one. */
const productId = (product: Record<string, unknown>) => text(product['product_id']) ?? text(product['sku'])

const products: Reader = (value) => {
  const listed = Array.isArray(value) ? value.filter(isObject) : []
  const known = listed.filter((product) => productId(product) !== undefined).slice(0, limits.products)
  if (known.length === 0) return undefined
  return known.map((product) => ({ ...read(product, productReaders), product_id: productId(product) }))
}

const productReaders: Record<string, Reader> = {
  sku: text,
  category: text,
  name: text,
  brand: text,
  variant: text,
  coupon: text,
  url: text,
  image_url: text,
  price: amount,
  quantity: count,
  position: integer
}

const refundReaders: Record<string, Reader> = {
  order_id: text,
  affiliation: text,
  total: amount,
  revenue: amount,
  shipping: amount,
  tax: amount,
  currency,
  products
}

const purchaseReaders: Record<string, Reader> = {
  ...refundReaders,
  checkout_id: text,
  coupon: text,
  subtotal: amount,
  discount: amount
}

/** @param properties - of a track call, of any shape */
export const purchaseFields = (properties: Record<string, unknown>) => read(properties, purchaseReaders)

/** @param properties - of a track call, of any shape */
export const refundFields = (properties: Record<string, unknown>) => read(properties, refundReaders)

function read(source: Record<string, unknown>, readers: Record<string, Reader>): Record<string, unknown> {
  const values = Object.entries(readers).map(([name, reader]) => [name, reader(source[name])] as const)
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}

function atLeastZero(value: number | undefined): number | undefined {
  return value !== undefined && value >= 0 ? value : undefined
}
