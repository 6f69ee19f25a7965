/**
 * Events that a subscription takes, made of its own mapping: every path that the mapping reads has a value of the field's
 * type, and what the condition asks for is there.
 */
import type { DestinationDefinition } from '@segment/actions-core'
import type { Fields, SegmentEvent, Setting } from '../runtime/author/types.ts'
import type { Comparison, Condition, Subscription } from '../compile/types.ts'
import { isObject } from '../runtime/author/text.ts'
import { audienceKey, valueFor } from './seeded.ts'

type Field = Fields[string]

/** Of one event: its name, for the report, and itself. */
export interface Generated {
  name: string
  event: SegmentEvent
}

/**
 * @param fields - of the subscription's action
 * @param known - values of fields that neither schema nor name tells
 * @param audienceFields - what the destination asks for when an audience is made
 * @returns an event with all that the mapping reads, one with what is required alone, and one of an audience
 */
export function generateEvents(
  subscription: Subscription,
  fields: Fields,
  known: Record<string, unknown> = {},
  audienceFields: Record<string, Setting> = {}
): Generated[] {
  const full = baseEvent(subscription)
  fill(full, subscription, fields, known, () => true)
  const sparse = sparseEvent(subscription)
  fill(
    sparse,
    subscription,
    fields,
    known,
    (field) => field.required !== false && field.required !== undefined
  )
  const audience = structuredClone(full)
  for (const one of [full, sparse, audience]) satisfy(one, subscription.condition)
  addAudience(audience, audienceSettings(audienceFields, known))
  return [
    { name: 'all fields', event: full },
    { name: 'required fields', event: sparse },
    { name: 'audience', event: audience }
  ]
}

const ids = {
  userId: 'user_0001',
  anonymousId: 'b2b1d9ac-6f0b-4f0e-9a3c-1a2b3c4d5e6f',
  messageId: 'catalog-message-0001',
  timestamp: '2026-01-15T10:00:00.000Z',
  receivedAt: '2026-01-15T10:00:01.000Z',
  sentAt: '2026-01-15T10:00:00.500Z',
  originalTimestamp: '2026-01-15T10:00:00.000Z'
}

/** What SDKs of web and mobile add, and what stores and accounts usually say. */
function baseEvent({ types }: Subscription): SegmentEvent {
  const person = {
    email: 'jane.doe@example.com',
    name: 'Jane Doe',
    firstName: 'Jane',
    lastName: 'Doe',
    first_name: 'Jane',
    last_name: 'Doe',
    phone: '+14155552671',
    plan: 'pro',
    age: 35,
    createdAt: '2025-11-02T08:30:00.000Z',
    address: { street: '1 Main St', city: 'San Francisco', state: 'CA', postalCode: '94107', country: 'US' },
    company: { id: 'company_1', name: 'Acme', employee_count: 12 }
  }
  return {
    type: types[0] ?? 'track',
    ...ids,
    event: 'Order Completed',
    name: 'Pricing',
    groupId: 'group_0001',
    previousId: 'user_0000',
    integrations: {},
    traits: structuredClone(person),
    properties: {
      order_id: 'order_0001',
      currency: 'USD',
      revenue: 49.99,
      total: 54.99,
      value: 54.99,
      quantity: 2,
      email: 'jane.doe@example.com',
      url: 'https://shop.example/checkout',
      products: [
        { product_id: 'p1', sku: 'sku-1', name: 'Shirt', price: 19.99, quantity: 1, category: 'Clothes' },
        { product_id: 'p2', sku: 'sku-2', name: 'Mug', price: 10, quantity: 3, category: 'Kitchen' }
      ]
    },
    context: {
      ip: '203.0.113.7',
      locale: 'en-US',
      timezone: 'Europe/Amsterdam',
      userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15',
      library: { name: 'analytics.js', version: '2.11.1' },
      page: {
        path: '/checkout',
        referrer: 'https://search.example/',
        search: '?utm_source=news',
        title: 'Checkout',
        url: 'https://shop.example/checkout?utm_source=news'
      },
      campaign: { name: 'spring', source: 'newsletter', medium: 'email', term: 'shirt', content: 'top' },
      app: { name: 'Shop', version: '3.1.0', build: '310', namespace: 'com.shop.example' },
      device: {
        id: 'device-0001',
        advertisingId: '7A3CBEA0-BDF5-11E4-8DFC-AA07A5B093DB',
        adTrackingEnabled: true,
        manufacturer: 'Apple',
        model: 'iPhone14,2',
        name: 'iPhone',
        type: 'ios',
        token: 'device-token'
      },
      os: { name: 'iOS', version: '17.2' },
      screen: { width: 390, height: 844, density: 3 },
      network: { carrier: 'Carrier', wifi: true },
      location: { city: 'San Francisco', country: 'US', latitude: 37.77, longitude: -122.42, region: 'CA' },
      traits: structuredClone(person)
    }
  }
}

function sparseEvent({ types }: Subscription): SegmentEvent {
  return {
    type: types[0] ?? 'track',
    ...ids,
    event: 'Order Completed',
    traits: {},
    properties: {},
    context: {}
  }
}

/** What a destination asks for when an audience is made. */
export const audienceFieldsOf = (definition: DestinationDefinition): Record<string, Setting> =>
  (definition as { audienceFields?: Record<string, Setting> }).audienceFields ?? {}

const audienceSettings = (
  fields: Record<string, Setting>,
  known: Record<string, unknown>
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [key, known[key] ?? valueFor(key, field as Field)])
  )

/** Segment's own words for one: https://segment.com/docs/engage/ */
function addAudience(event: SegmentEvent, settings: Record<string, unknown>): void {
  if (!isObject(event.context)) return
  event.context.personas = {
    computation_class: 'audience',
    computation_key: audienceKey,
    computation_id: 'aud_0001',
    external_audience_id: '1234567890',
    namespace: 'spa_0001',
    space_id: 'spa_0001',
    audience_settings: settings
  }
  for (const part of [event.properties, event.traits])
    if (isObject(part)) Object.assign(part, { [audienceKey]: true, audience_key: audienceKey })
}

function fill(
  event: SegmentEvent,
  { mapping }: Subscription,
  fields: Fields,
  known: Record<string, unknown>,
  isWanted: (field: Field) => boolean
): void {
  for (const [key, value] of Object.entries(mapping)) {
    const field = fields[key]
    if (!field || !isWanted(field)) continue
    for (const [path, part] of pathsIn(value, field)) put(event, path, part, known[key])
  }
}

/**
 * What stands under `@path` in a mapping, with the field, or the part of it, that the value is for; `@arrayPath` reads lists,
 * which the event has.
 */
function pathsIn(value: unknown, field: Field): [path: string, field: Field][] {
  if (Array.isArray(value)) return value.flatMap((item) => pathsIn(item, field))
  if (!isObject(value)) return []
  const isDirective = Object.keys(value).some((key) => key.startsWith('@'))
  return Object.entries(value).flatMap(([key, item]): [string, Field][] => {
    if (key === '@arrayPath') return []
    if (key === '@path' && typeof item === 'string') return [[item, field]]
    if (!isDirective) return pathsIn(item, partOf(field, key))
    // Conditions and branches of a directive are all for the field.
    return isObject(item) && !Object.keys(item).some((part) => part.startsWith('@'))
      ? Object.values(item).flatMap((part) => pathsIn(part, field))
      : pathsIn(item, field)
  })
}

/** Of an object whose parts are mapped one by one. */
const partOf = (field: Field, key: string): Field =>
  field.type !== 'object' ? field : ((field.properties?.[key] ?? textField) as Field)

const textField: Field = { label: '', description: '', type: 'string' }

/** Puts a value where a path leads, unless one of the right kind is there. */
function put(event: SegmentEvent, path: string, field: Field, known: unknown): void {
  const keys = path
    .replace(/^\$\.?/, '')
    .split(/[.[\]]+/)
    .map((key) => key.replace(/^['"]|['"]$/g, ''))
    .filter(Boolean)
  const last = keys.pop()
  if (last === undefined || keys.concat(last).includes('__proto__')) return
  let holder: Record<string, unknown> = event
  for (const key of keys) {
    const next = holder[key]
    if (!isObject(next)) {
      // A list of products, say, has what it has.
      if (next !== undefined && next !== null) return
      holder[key] = {}
    }
    holder = holder[key] as Record<string, unknown>
  }
  if (known !== undefined) holder[last] = known
  else if (holder[last] === undefined || !fits(holder[last], field)) holder[last] = valueFor(last, field)
}

function fits(value: unknown, { type, multiple, choices, properties, format }: Field): boolean {
  if (choices !== undefined || format === 'uuid') return false
  if (multiple) return Array.isArray(value)
  switch (type) {
    case 'object':
      return isObject(value) && properties === undefined
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
      return Number.isInteger(value)
    case 'number':
      return typeof value === 'number'
    default:
      return typeof value === 'string'
  }
}

/** Makes a condition true; of alternatives, the first. */
function satisfy(event: SegmentEvent, condition: Condition): void {
  if (condition.type === 'group') {
    const children = condition.operator === 'and' ? condition.children : condition.children.slice(0, 1)
    for (const child of children) satisfy(event, child)
    return
  }
  const value = valueOfComparison(condition)
  if (value === undefined) return
  switch (condition.type) {
    case 'event-type':
      event.type = String(value)
      return
    case 'event':
    case 'userId':
      event[condition.type] = String(value)
      return
    case 'name':
      event.name = value
      return
    default:
      place(event, condition, value)
  }
}

function place(event: SegmentEvent, { type, name }: Comparison, value: unknown): void {
  const holders = { 'event-property': 'properties', 'event-trait': 'traits', 'event-context': 'context' }
  const keys = [holders[type as keyof typeof holders], ...name!.split('.')]
  const last = keys.pop()!
  let holder: Record<string, unknown> = event
  for (const key of keys) {
    if (!isObject(holder[key])) holder[key] = {}
    holder = holder[key] as Record<string, unknown>
  }
  holder[last] = value
}

/** Undefined where an event without the value will do. */
function valueOfComparison({ operator, value }: Comparison): unknown {
  switch (operator) {
    case '=':
    case 'contains':
    case 'starts_with':
    case 'ends_with':
    case 'number_equals':
    case '<=':
    case '>=':
      return value
    case '<':
      return Number(value) - 1
    case '>':
      return Number(value) + 1
    case 'exists':
      return 'seed'
    case 'is_true':
      return true
    case 'is_false':
      return false
    case '!=':
    case 'number_not_equals':
    case 'not_exists':
    case 'not_contains':
    case 'not_starts_with':
    case 'not_ends_with':
      return undefined
  }
}
