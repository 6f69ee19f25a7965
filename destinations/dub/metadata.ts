/**
 * The properties that Dub stores beside a lead or a sale, within its limit.
 */
import type { Fields } from 'segment-functions/runtime'

/** https://github.com/dubinc/dub: apps/web/lib/zod/schemas/leads.ts counts the characters of the JSON text. */
const longestJson = 10_000

/** Properties that have a field of their own in one of the actions. */
const fieldProperties = new Set([
  'revenue',
  'currency',
  'order_id',
  'orderId',
  'payment_processor',
  'paymentProcessor',
  'lead_event_name',
  'leadEventName',
  'clickId',
  'name',
  'email',
  'avatar',
  'quantity'
])

export const metadataField = {
  label: 'Metadata',
  description:
    'Properties that Dub stores with the event; for rewards by product it reads `productId` among them. Those that have a field of their own are left out, and where the rest is longer than 10,000 characters of JSON, the longest ones.',
  type: 'object',
  default: { '@path': '$.properties' }
} satisfies Fields[string]

/**
 * @param properties - the mapped object; not changed
 * @returns what Dub can store of it, and undefined when that is nothing. A conversion never fails over it.
 */
export function metadataOf(properties: Record<string, unknown> = {}): Record<string, unknown> | undefined {
  const entries = Object.entries(properties)
    .filter(([key, value]) => !fieldProperties.has(key) && value !== undefined)
    .map(([key, value], position) => ({ key, value, position, length: JSON.stringify(value).length }))

  // {"key":value,…}: a colon and a comma for each entry, and two braces for one comma too many.
  let length = 1
  for (const entry of entries) length += JSON.stringify(entry.key).length + 1 + entry.length + 1

  const dropped = new Set<string>()
  for (const entry of [...entries].sort((a, b) => b.length - a.length || b.position - a.position)) {
    if (length <= longestJson) break
    dropped.add(entry.key)
    length -= JSON.stringify(entry.key).length + 1 + entry.length + 1
  }
  const kept = entries.filter(({ key }) => !dropped.has(key))
  return kept.length === 0 ? undefined : Object.fromEntries(kept.map(({ key, value }) => [key, value]))
}
