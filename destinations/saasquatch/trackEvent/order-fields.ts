/**
 * Fields of `purchase` and `refund`, the two events SaaSquatch has a schema for: anything it does not list is refused,
 * so only what is listed here is sent, in Segment's own snake_case. Amounts stay in the unit they came in; what an order
 * is worth and what its items cost is the point of the event, so an amount there that is no number refuses it.
 *
 * Source: the npm package @saasquatch/schema.
 */
import { cut, filled, isObject, readAmount, requireAmount } from 'segment-functions/runtime'

/** Gives a value as SaaSquatch takes it; undefined leaves it out. */
type Reader = (value: unknown, name: string) => unknown

const limits = { text: 375, products: 200 }

const text = (value: unknown): string | undefined => {
  const string = Number.isFinite(value) ? String(value) : value
  return typeof string === 'string' && string !== '' ? cut(string, limits.text) : undefined
}

/** Blanks identify nothing. */
const id = (value: unknown): string | undefined => filled(text(value))

/** What the event is about. Absent it is left out, and so is a negative one, which SaaSquatch does not take. */
const amount: Reader = (value, name) =>
  value === undefined || value === null || value === '' ? undefined : atLeastZero(requireAmount(value, name))

/** An amount beside it. */
const extra: Reader = (value) => atLeastZero(readAmount(value))

const integer = (value: unknown) => (Number.isInteger(readAmount(value)) ? readAmount(value) : undefined)
const count: Reader = (value) => atLeastZero(integer(value))

// Tested before it is upper-cased, which would make "SSA" of "ßa".
const currency: Reader = (value) =>
  typeof value === 'string' && /^[A-Za-z]{3}$/.test(value) ? value.toUpperCase() : undefined

/** SaaSquatch demands a product id; the SKU stands in for one. */
const productId = (product: Record<string, unknown>) => id(product['product_id']) ?? id(product['sku'])

const products: Reader = (value) => {
  const listed = Array.isArray(value) ? value.filter(isObject) : []
  const known = listed.filter((product) => productId(product) !== undefined).slice(0, limits.products)
  if (known.length === 0) return undefined
  return known.map((product) => ({ ...read(product, productReaders), product_id: productId(product) }))
}

const productReaders: Record<string, Reader> = {
  sku: id,
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
  order_id: id,
  affiliation: text,
  total: amount,
  revenue: amount,
  shipping: extra,
  tax: extra,
  currency,
  products
}

const purchaseReaders: Record<string, Reader> = {
  ...refundReaders,
  checkout_id: id,
  coupon: text,
  subtotal: amount,
  discount: extra
}

/** @param properties - of a track call, of any shape */
export const purchaseFields = (properties: Record<string, unknown>) => read(properties, purchaseReaders)

/** @param properties - of a track call, of any shape */
export const refundFields = (properties: Record<string, unknown>) => read(properties, refundReaders)

function read(source: Record<string, unknown>, readers: Record<string, Reader>): Record<string, unknown> {
  const values = Object.entries(readers).map(([name, reader]) => [name, reader(source[name], name)] as const)
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}

function atLeastZero(value: number | undefined): number | undefined {
  return value !== undefined && value >= 0 ? value : undefined
}
