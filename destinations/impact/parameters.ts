/**
 * Where each parameter comes from: impact.com's own tables for Segment events, as default mappings. What a mapping
 * cannot say (operating systems, items, hashes) the rules beside this file add afterwards.
 * https://integrations.impact.com/impact-brand/docs/integrate-with-segment
 */
import { get } from '@segment/actions-core'
import { first, firstFilled, firstOr, isBlank } from 'segment-functions/runtime'
import { textOf } from './text-form.ts'

/** Parameters by name, as they were mapped. Values may be anything an event can hold; undefined is never sent. */
export type Parameters = Record<string, unknown>

const sharedParameters = {
  AppleIfa: { '@path': '$.context.device.advertisingId' },
  AppleIfv: { '@path': '$.context.device.id' },
  AppName: { '@path': '$.context.app.name' },
  AppPackage: { '@path': '$.context.app.namespace' },
  AppVer: { '@path': '$.context.app.version' },
  CustomerId: { '@path': '$.userId' },
  CustomProfileId: { '@path': '$.anonymousId' },
  DeviceCarrier: { '@path': '$.context.network.carrier' },
  DeviceLocale: { '@path': '$.context.locale' },
  DeviceMfr: { '@path': '$.context.device.manufacturer' },
  DeviceModel: { '@path': '$.context.device.model' },
  DeviceOs: first('$.context.device.type', '$.context.os.name'),
  DeviceOsVer: { '@path': '$.context.os.version' },
  EventDate: { '@path': '$.timestamp' },
  GoogAId: { '@path': '$.properties.advertisingId' },
  IpAddress: { '@path': '$.context.ip' },
  PageUrl: first(
    '$.context.page.url',
    '$.properties.url',
    '$.context.page.referrer',
    '$.context.referrer.url'
  ),
  ReferringUrl: first('$.context.referrer.url', '$.context.page.referrer'),
  UserAgent: { '@path': '$.context.userAgent' }
}

/** Ids that stay the same when an event is delivered again, the only protection against counting it twice. */
const orderIdPaths = [
  'properties.orderId',
  'properties.order_id',
  'properties.transactionID',
  'properties.messageId',
  'messageId'
]

/** Where each kind of request finds the e-mail address. */
export const emailPaths = {
  conversion: ['context.traits.email', 'properties.email'],
  pageLoad: ['context.traits.email', 'traits.email', 'properties.email']
}

/** Makes impact.com number the order itself. */
const numberedByImpact = 'IR_AN_64_TS'

export const conversionParameters = {
  ...sharedParameters,
  AppleAdTrack: { '@path': '$.context.device.adTrackingEnabled' },
  ClickId: { '@path': '$.context.referrer.id' },
  CurrencyCode: { '@path': '$.properties.currency' },
  CustomerEmail: first(...emailPaths.conversion.map((path) => `$.${path}`)),
  CustomerStatus: { '@path': '$.context.traits.status' },
  EventTypeCode: { '@path': '$.event' },
  Latitude: { '@path': '$.context.location.latitude' },
  Longitude: { '@path': '$.context.location.longitude' },
  OrderDiscount: { '@path': '$.properties.discount' },
  OrderId: firstOr(numberedByImpact, ...orderIdPaths.map((path) => `$.${path}`)),
  OrderPromoCode: { '@path': '$.properties.coupon' },
  OrderShipping: { '@path': '$.properties.shipping' },
  OrderSubTotalPostDiscount: { '@path': '$.properties.revenue' },
  OrderTax: { '@path': '$.properties.tax' }
}

export const pageLoadParameters = {
  ...sharedParameters,
  CustomerEmail: first(...emailPaths.pageLoad.map((path) => `$.${path}`))
}

/**
 * A mapping takes an order id of blanks, or an object, for one; either counts as absent, so the next id stands in.
 *
 * @param mapped - what was mapped to OrderId; undefined, where a mapping of one's own has none, stays
 * @param event - the whole event
 */
export function orderIdOf(mapped: unknown, event: Record<string, unknown>): unknown {
  if (mapped === undefined || isUsable(mapped)) return mapped
  return orderIdPaths.map((path) => get(event, path)).find(isUsable) ?? numberedByImpact
}

/** An e-mail address of blanks counts as absent, so the next stands in; undefined and what is no text stay. */
export const emailOf = (mapped: unknown, event: Record<string, unknown>, paths: string[]): unknown =>
  typeof mapped === 'string' && isBlank(mapped)
    ? firstFilled(...paths.map((path) => get(event, path)))
    : mapped

const isUsable = (id: unknown): boolean => !isBlank(textOf(id))
