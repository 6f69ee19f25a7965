/** Fixtures of a new action: an event that has a value for each of its fields, and what becomes of it. */
import { isObject } from '../runtime/author/text.ts'
import { authInRequest } from './auth.ts'
import { kebab } from './names.ts'
import type { ActionPlan, Auth, FieldPlan, Json } from './plan.ts'

type JsonObject = Record<string, Json>

export interface FixtureContext {
  /** Goes into the obviously fake keys. */
  slug: string
  /** Scheme and host. */
  address: string
  /** Absent: the destination was there before, and the fixtures say nothing of its authentication. */
  auth: Auth | undefined
  settings: Record<string, unknown>
  /** When the function has other presets that could take the events too. */
  onlyPreset?: string
  /** Whether to add an event that no preset takes. */
  notSupported: boolean
}

/** @returns fixtures by file name */
export function makeFixtures(action: ActionPlan, context: FixtureContext): Record<string, JsonObject> {
  const prefix = kebab(action.name)
  const event = sampleEvent(action)
  const base = {
    ...(context.onlyPreset !== undefined && { presets: { [context.onlyPreset]: true } }),
    settings: context.settings as JsonObject
  }
  const exchange = (events: JsonObject[], reply: JsonObject): Json => ({
    request: expectedRequest(action, context, events),
    reply
  })
  const single = (description: string, reply: JsonObject, expect: JsonObject): JsonObject => ({
    description,
    ...base,
    event,
    exchanges: [exchange([event], reply)],
    expect
  })
  const refusal = 'This is what the vendor says of it.'
  const invalid = invalidCase(action, context, base, event)
  return {
    [`${prefix}.json`]: single(
      'With a value for every field',
      { status: 200, json: {} },
      { outcome: 'delivered' }
    ),
    [`${prefix}-refused.json`]: single(
      'What the vendor refuses is discarded, with its own words',
      { status: 400, json: { message: refusal } },
      { outcome: 'discarded', error: 'InvalidEventPayload', message: refusal }
    ),
    [`${prefix}-over-the-limit.json`]: single(
      'Over the limit of the vendor, the event comes again later',
      { status: 429, json: { message: 'Too many requests.' } },
      { outcome: 'retried', error: 'RetryError' }
    ),
    [`${prefix}-while-the-vendor-is-down.json`]: single(
      'While the vendor is down, the event comes again later',
      { status: 500, text: 'Internal Server Error' },
      { outcome: 'retried', error: 'RetryError' }
    ),
    ...(invalid && { [`${prefix}-invalid.json`]: invalid }),
    ...(context.notSupported && {
      'not-supported.json': {
        description: 'An event that no preset takes',
        settings: base.settings,
        event: otherEvent(action),
        exchanges: [],
        expect: { outcome: 'discarded', error: 'EventNotSupported' }
      }
    }),
    ...(action.batch && { [`${prefix}-batch.json`]: batchFixture(action, base, event, exchange) })
  }
}

function batchFixture(
  action: ActionPlan,
  base: JsonObject,
  event: JsonObject,
  exchange: (events: JsonObject[], reply: JsonObject) => Json
): JsonObject {
  const events = [event, { ...event, messageId: 'message_2' }]
  return {
    description: `Two ${action.call} calls in one request`,
    ...base,
    events,
    exchanges: [exchange(events, { status: 200, json: {} })],
    expect: { statuses: [200, 200] }
  }
}

/** Without what a required field comes from; where none can be missing, without the key. */
function invalidCase(
  action: ActionPlan,
  { settings }: FixtureContext,
  base: JsonObject,
  event: JsonObject
): JsonObject | undefined {
  const field = action.fields.find(
    ({ required, from }) =>
      required && from[0]![0] !== 'type' && !(from[0]![0] === 'event' && action.event !== undefined)
  )
  const expect = (message: string): JsonObject => ({
    outcome: 'discarded',
    error: 'ValidationError',
    message
  })
  if (field) {
    const without = structuredClone(event)
    for (const place of field.from) remove(without, place)
    return {
      description: `Without ${field.label}, which is required, nothing is sent`,
      ...base,
      event: without,
      exchanges: [],
      expect: expect(field.key)
    }
  }
  if (Object.keys(settings).length === 0) return undefined
  return {
    description: 'Without its settings, nothing is sent',
    ...base,
    settings: {},
    event,
    exchanges: [],
    expect: expect('')
  }
}

function otherEvent({ call, event }: ActionPlan): JsonObject {
  if (call === 'track' && event !== undefined)
    return { type: 'track', event: `Not ${event}`, userId: 'user_1', messageId: 'message_1' }
  return call === 'alias'
    ? { type: 'group', groupId: 'group_1', userId: 'user_1', messageId: 'message_1' }
    : { type: 'alias', previousId: 'anonymous_1', userId: 'user_1', messageId: 'message_1' }
}

/** @returns an event of the action's call with a value at the first place of each field */
function sampleEvent(action: ActionPlan): JsonObject {
  const { call, event = 'Signed Up', fields } = action
  const sample: JsonObject = {
    type: call,
    ...(call === 'track' && { event }),
    userId: 'user_1',
    messageId: 'message_1',
    timestamp: '2026-01-31T12:00:00.000Z'
  }
  for (const field of fields) fill(sample, field.from[0]!, field.sample)
  return sample
}

/** Where something stands already, it stays; objects are joined. */
function fill(node: JsonObject, [step = '', ...rest]: string[], value: Json): void {
  if (rest.length > 0) {
    const next = node[step]
    const below: JsonObject = isObject(next) ? (next as JsonObject) : {}
    if (next === undefined) node[step] = below
    fill(below, rest, value)
    return
  }
  const there = node[step]
  if (there === undefined) node[step] = structuredClone(value)
  else if (isObject(there) && isObject(value)) Object.assign(there, { ...value, ...there })
}

const valueAt = (event: JsonObject, place: string[]): Json | undefined =>
  place.reduce<Json | undefined>(
    (node, step) => (isObject(node) ? (node as JsonObject)[step] : undefined),
    event
  )

function remove(event: JsonObject, place: string[]): void {
  const parent = place.length === 1 ? event : valueAt(event, place.slice(0, -1))
  if (isObject(parent)) Reflect.deleteProperty(parent, place.at(-1)!)
}

function expectedRequest(action: ActionPlan, context: FixtureContext, events: JsonObject[]): JsonObject {
  const { method, path, body, list, query, fields } = action
  const auth = context.auth ? authInRequest(context.auth, context.slug) : { headers: {}, query: {} }
  const event = events[0]!
  const value = (field: FieldPlan): Json => valueAt(event, field.from[0]!)!
  const address = path.replaceAll(/\{(\w+)\}/g, (_whole, key: string) =>
    encodeURIComponent(String(value(fields.find((field) => field.key === key)!)))
  )
  const search = new URLSearchParams({ ...auth.query, ...query })
  for (const field of fields.filter(({ to }) => to.part === 'query'))
    search.set(field.to.at[0]!, String(field.multiple ? (value(field) as Json[]).join(',') : value(field)))
  const key: JsonObject =
    context.auth?.kind === 'body' ? { [context.auth.name]: `${context.slug}_test_key` } : {}
  const url = new URL(`${context.address}${address}${search.size > 0 ? `?${search.toString()}` : ''}`).href
  const headers = {
    ...auth.headers,
    ...Object.fromEntries(Object.entries(action.headers).map(([name, text]) => [name.toLowerCase(), text]))
  }
  const jsonOf = (one: JsonObject): JsonObject => {
    const json: JsonObject = { ...key }
    for (const { to, from } of fields) if (to.part === 'body') fill(json, to.at, valueAt(one, from[0]!)!)
    return json
  }
  return {
    method,
    url,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(body === 'json' && {
      json: events.length > 1 ? events.map(jsonOf) : list ? [jsonOf(event)] : jsonOf(event)
    }),
    ...(body === 'form' && {
      form: Object.fromEntries(Object.entries(jsonOf(event)).map(([name, one]) => [name, String(one)]))
    })
  }
}
