/**
 * What vendors recognise as a repeat: an event that they accept twice counts once, if their own key is the same. Where no
 * rule fits, every request counts.
 */
import { isObject } from '../runtime/author/text.ts'

interface Rule {
  /** Host and path. */
  address: RegExp
  /** @returns what the vendor goes by, undefined when the request holds nothing of the kind */
  key: (body: Record<string, unknown>) => unknown
}

const rules: Rule[] = [
  {
    // One lead per customer and event name; with `deferred` the lead comes later, and Dub keeps the customer only.
    // https://github.com/dubinc/dub: apps/web/app/(ee)/api/track/lead
    address: /^api\.dub\.co\/track\/lead$/,
    key: ({ customerExternalId, eventName }) => [customerExternalId, eventName]
  },
  // One sale per invoice: https://dub.co/docs/api-reference/endpoint/track-sale
  { address: /^api\.dub\.co\/track\/sale$/, key: ({ invoiceId }) => invoiceId },
  // https://github.com/saasquatch/saasquatch-java-sdk: UserEventInput
  { address: /^app\.referralsaasquatch\.com\/.*\/events$/, key: ({ idempotencyKey }) => idempotencyKey },
  // https://integrations.impact.com/impact-brand/reference/submit-a-conversion
  {
    address: /^api\.impact\.com\/.*\/Conversions$/,
    // With the last value impact.com makes an id of its own for every request.
    key: ({ OrderId, EventCode }) =>
      OrderId === undefined || OrderId === 'IR_AN_64_TS' ? undefined : [OrderId, EventCode]
  }
]

/**
 * @param body - the parsed body: of JSON the value, of a form an object of texts, else the text
 * @returns what tells a repeat of this request for the vendor, undefined when it would count a repeat again
 */
export function vendorKey(method: string, url: string, body: unknown): string | undefined {
  const { host, pathname } = new URL(url)
  const rule = rules.find(({ address }) => address.test(`${host}${pathname}`))
  if (rule) {
    const key = rule.key(isObject(body) ? body : {})
    return key === undefined ? undefined : `${host}${pathname} ${JSON.stringify(key)}`
  }
  // To put or delete the same again changes nothing (RFC 9110, 9.2.2).
  return method === 'PUT' || method === 'DELETE' ? `${method} ${url} ${JSON.stringify(body)}` : undefined
}
