/**
 * Where each parameter comes from: impact.com's own tables for Segment events, as default mappings. What a mapping
 * cannot say (operating systems, items, hashes) the rules beside this file add afterwards.
 * https://integrations.impact.com/impact-brand/docs/integrate-with-segment
 */
import { first, firstOr } from 'segment-functions/runtime'

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

export const conversionParameters = {
  ...sharedParameters,
  AppleAdTrack: { '@path': '$.context.device.adTrackingEnabled' },
  ClickId: { '@path': '$.context.referrer.id' },
  CurrencyCode: { '@path': '$.properties.currency' },
  CustomerEmail: first('$.context.traits.email', '$.properties.email'),
  CustomerStatus: { '@path': '$.context.traits.status' },
  EventTypeCode: { '@path': '$.event' },
  Latitude: { '@path': '$.context.location.latitude' },
  Longitude: { '@path': '$.context.location.longitude' },
  OrderDiscount: { '@path': '$.properties.discount' },
  // The last word makes impact.com number the order itself. Everything before it stays the same when an event is
  // delivered again, which is the only protection against counting it twice.
  OrderId: firstOr(
    'IR_AN_64_TS',
    '$.properties.orderId',
    '$.properties.order_id',
    '$.properties.transactionID',
    '$.properties.messageId',
    '$.messageId'
  ),
  OrderPromoCode: { '@path': '$.properties.coupon' },
  OrderShipping: { '@path': '$.properties.shipping' },
  OrderSubTotalPostDiscount: { '@path': '$.properties.revenue' },
  OrderTax: { '@path': '$.properties.tax' }
}

export const pageLoadParameters = {
  ...sharedParameters,
  CustomerEmail: first('$.context.traits.email', '$.traits.email', '$.properties.email')
}
