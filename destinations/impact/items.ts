/**
 * The items of an order: `properties.products` as numbered parameters, ItemSku1, ItemSku2, …
 */
import { get } from '@segment/actions-core'
import { isObject } from 'segment-functions/runtime'
import { customPaths } from './custom-mapping.ts'
import type { Parameters } from './parameters.ts'

/** Item parameters without their number, and the keys of Segment's product that they are read from. */
const itemPaths = {
  ItemBrand: 'brand',
  ItemCategory: 'category',
  ItemName: 'name',
  ItemPrice: 'price',
  ItemPromoCode: 'coupon',
  ItemQuantity: 'quantity',
  ItemSku: 'sku'
}

/**
 * @param event - the whole event
 * @param mapping - the setting "Custom Mapping for Products"
 * @returns the parameters of all items; without a single product that is an object, none
 */
export function itemParameters(
  event: Record<string, unknown>,
  mapping: Record<string, string> | undefined
): Parameters {
  const products: unknown = get(event, 'properties.products')
  if (!Array.isArray(products) || !products.some(isObject)) return {}

  const paths = Object.entries({ ...itemPaths, ...customPaths(mapping) })
  // impact.com takes either the order's subtotal or its items, never both.
  const parameters: Parameters = { OrderSubTotalPostDiscount: undefined }
  for (const [index, product] of products.entries()) {
    // An entry that is no object gives nothing but keeps its number, so that numbers are positions in the event.
    if (!isObject(product)) continue
    for (const [parameter, path] of paths) {
      const value: unknown = get(product, path)
      // Of ten thousand products, what they lack would be most of the form, and of the event's time.
      if (value !== undefined) parameters[`${parameter}${index + 1}`] = value
    }
  }
  return parameters
}
