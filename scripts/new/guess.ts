/**
 * Where a field of a vendor's request most likely has its value in an event, by its name. The places are those of
 * Segment's spec: https://segment.com/docs/connections/spec/
 */
import { wordsOf } from './names.ts'
import type { Call } from './plan.ts'

type Places = (call: Call) => string[][]

const traits = (name: string): string[][] => [
  ['traits', name],
  ['context', 'traits', name]
]
const property =
  (name: string): Places =>
  () => [['properties', name]]
const always =
  (...places: string[][]): Places =>
  () =>
    places

/** The first that fits counts. Names are in snake case, whatever the vendor writes. */
const rules: [RegExp, Places][] = [
  [/^(.*_)?e?_?mail(_address)?$/, () => traits('email')],
  [/^(anonymous|device|visitor)_id$/, always(['anonymousId'])],
  [/^(message|event|idempotency|request|dedup\w*)_(id|key)$/, always(['messageId'])],
  [/^(previous|old|alias)_(user_)?id$/, always(['previousId'])],
  [
    /^(group|company|organi[sz]ation|workspace|team)_id$/,
    (call) => [call === 'group' ? ['groupId'] : ['context', 'groupId']]
  ],
  [/^(order|invoice|transaction|payment|purchase)_(id|number)$/, property('order_id')],
  [/^(product|item)_id$|^sku$/, property('product_id')],
  [
    /^id$|^uid$|^(.*_)?(user|customer|contact|person|profile|external|distinct|member|subscriber|lead|client)(_\w+)?_id$|^(user|customer)$/,
    (call) => [call === 'group' ? ['groupId'] : ['userId']]
  ],
  [/^event(_name|_type)?$/, (call) => [call === 'track' ? ['event'] : ['type']]],
  [/^(amount|revenue|value|price|total|sum)(_cents)?$|_(amount|revenue|total)$/, property('revenue')],
  [/^currency(_code)?$/, property('currency')],
  [/^(quantity|count)$/, property('quantity')],
  [/^(products|items|line_items)$/, property('products')],
  [/^coupon(_code)?$/, property('coupon')],
  [/^first_?name$|^given_name$/, () => traits('firstName')],
  [/^(last|family)_?name$|^surname$/, () => traits('lastName')],
  [/^(full|user|customer|contact)_name$/, () => traits('name')],
  [
    /^name$/,
    (call) =>
      call === 'page' || call === 'screen' ? [['name']] : call === 'track' ? [['event']] : traits('name')
  ],
  [/^(phone|mobile)(_number)?$/, () => traits('phone')],
  [/^avatar(_url)?$/, () => traits('avatar')],
  [/^(ip|ip_address)$/, always(['context', 'ip'])],
  [/^user_agent$/, always(['context', 'userAgent'])],
  [/^(locale|language)$/, always(['context', 'locale'])],
  [/^(page_)?(url|href)$/, always(['context', 'page', 'url'])],
  [/^referr?er$/, always(['context', 'page', 'referrer'])],
  [/^(timestamp|time|occurred_at|created_at|event_time|happened_at|sent_at|date)$/, always(['timestamp'])],
  [/^(properties|metadata|attributes|traits|data|custom\w*|params|parameters)$/, (call) => [[mapOf(call)]]]
]

const mapOf = (call: Call): string => (call === 'identify' || call === 'group' ? 'traits' : 'properties')

/**
 * @param name - as the vendor writes it: `customerEmail`
 * @param type - of the field; a number cannot come from a time
 * @returns paths in an event, the first that has a value counts
 */
export function guessPlaces(name: string, call: Call, type: string): string[][] {
  const snake = wordsOf(name).join('_')
  const rule = rules.find(([pattern]) => pattern.test(snake))
  const places = rule?.[1](call)
  return places && fits(places[0]!, type) ? places : [[mapOf(call), name]]
}

/** What a place holds must be of the field's type: ids and times are texts, properties and traits are objects. */
function fits([first, second]: string[], type: string): boolean {
  if (first === 'properties' || first === 'traits') return second !== undefined || type === 'object'
  if (first === 'context') return type === 'string'
  return type === 'string' || (first === 'timestamp' && type === 'datetime')
}
