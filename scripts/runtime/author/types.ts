/**
 * The types that destinations, the compiler and the shipped runtime share. Types only: nothing here ships.
 */
import type {
  ActionDefinition,
  DestinationDefinition,
  GlobalSetting,
  InputField,
  JSONObject
} from '@segment/actions-core'

/** The calls of Segment's spec that a destination function can have a handler for. */
export type EventType = 'identify' | 'track' | 'page' | 'screen' | 'group' | 'alias' | 'delete'

/** A Segment event as a function receives it. Anything but `type` may be absent or of another shape. */
export interface SegmentEvent {
  type: string
  event?: string | null
  userId?: string | null
  messageId?: string
  [key: string]: unknown
}

/**
 * A setting whose value is a map of texts: TEXT_MAP in a Function. Actions destinations have no such setting; this,
 * `idempotencyKey` of an action and `rateLimit` of a destination are the additions to Segment's definition format.
 */
export interface TextMapSetting extends Omit<GlobalSetting, 'type' | 'default' | 'choices' | 'dynamic'> {
  type: 'object'
  default?: Record<string, string>
}

export type Setting = GlobalSetting | TextMapSetting

/** A destination of this project: Segment's own type, whose settings may also be text maps. */
export type Destination<Settings = unknown> = Omit<
  DestinationDefinition<Settings>,
  'authentication' | 'actions'
> & {
  /** Of this project's type, or of Segment's as it is. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each has a payload of its own, as in Segment's type
  actions: Record<string, Action<Settings, any> | ActionDefinition<Settings, any>>
  authentication?: Omit<NonNullable<DestinationDefinition<Settings>['authentication']>, 'fields'> & {
    fields: Record<string, Setting>
  }
  rateLimit?: RateLimit
}

/**
 * How many requests the vendor takes of one customer. `npm run backfill` keeps to it; it does not ship, as the processes of
 * a function know nothing of each other.
 *
 *     rateLimit: { requests: 600, seconds: 60, source: 'https://vendor.example/docs/rate-limits' }
 */
export interface RateLimit {
  requests: number
  /** In so many seconds. */
  seconds: number
  /** Where the vendor says so. */
  source: string
}

/** A request as the vendor gets it. */
export interface SentRequest {
  method: string
  url: string
  /** Names in lower case. */
  headers: Record<string, string>
  /** The members of a JSON object or the fields of a form; none of anything else. */
  body: Record<string, unknown>
}

/**
 * What the vendor knows a repeated request by: the name of a member of its body, a parameter of its query or a header of
 * it, in this order; or a function that returns the value, undefined where the vendor would count a repeat again.
 *
 *     idempotencyKey: 'unique_id'
 *     idempotencyKey: 'Idempotency-Key'
 *     idempotencyKey: ({ body }) => [body.customer, body.event]
 */
export type IdempotencyKey = string | ((request: SentRequest) => unknown)

/**
 * An action of this project: Segment's own type, which may also say what its vendor knows a repeat by. `npm run deliver`
 * counts by it, and a request whose connection turns out to be dead is sent once more by it. Left out, every request counts
 * but PUT and DELETE, where the same again changes nothing.
 */
export interface Action<Settings, Payload> extends ActionDefinition<Settings, Payload> {
  idempotencyKey?: IdempotencyKey
}
export type Fields = Record<string, InputField>
export type Settings = Record<string, Setting>

interface TypeNames {
  string: string
  text: string
  password: string
  datetime: string | number
  number: number
  integer: number
  boolean: boolean
  object: Record<string, unknown>
}

interface Typed {
  type: keyof TypeNames
  required?: unknown
  multiple?: boolean
  default?: unknown
  allowNull?: unknown
  properties?: unknown
}

/** An object whose keys are said is typed by them. */
type OneOf<F extends Typed> = F extends { type: 'object'; properties: infer P extends Record<string, Typed> }
  ? PayloadOf<P>
  : TypeNames[F['type']]
type ListOf<F extends Typed> = F extends { multiple: true } ? OneOf<F>[] : OneOf<F>
type ValueOf<F extends Typed> = F extends { allowNull: true } ? ListOf<F> | null : ListOf<F>
type RequiredKeys<F> = { [K in keyof F]: F[K] extends { required: true } ? K : never }[keyof F]
type Flatten<T> = { [K in keyof T]: T[K] }

/**
 * The payload that `perform` receives, read off the literal fields, so that no generated file can go stale:
 *
 *     const fields = { userId: { type: 'string', required: true, … } } satisfies Fields
 *     type Payload = PayloadOf<typeof fields> // { userId: string }
 */
export type PayloadOf<F extends Record<string, Typed>> = Flatten<
  { [K in RequiredKeys<F>]: ValueOf<F[K]> } & { [K in Exclude<keyof F, RequiredKeys<F>>]?: ValueOf<F[K]> }
>

type SettingValueOf<S extends Typed> = S['type'] extends 'object' ? Record<string, string> : ValueOf<S>
type PresentKeys<S> = {
  [K in keyof S]: S[K] extends { required: true } ? K : S[K] extends { default: unknown } ? K : never
}[keyof S]

/** The settings that `perform` receives: those required or with a default are always present. */
export type SettingsOf<S extends Record<string, Typed>> = Flatten<
  { [K in PresentKeys<S>]: SettingValueOf<S[K]> } & {
    [K in Exclude<keyof S, PresentKeys<S>>]?: SettingValueOf<S[K]>
  }
>

/** What the compiler hands to the runtime about one setting. */
export interface SettingSpec {
  key: string
  label: string
  type: 'string' | 'password' | 'number' | 'boolean' | 'object'
  multiple?: true
  required?: true
  default?: unknown
  choices?: (string | number)[]
}

/** One mistake in a payload. */
export interface ValidationIssue {
  /** The keys that lead to the value: `['items', '0', 'price']`; none for the payload itself. */
  path: string[]
  /** What follows the value's name in a sentence: `must be a text, but it is an object`. */
  message: string
}

/**
 * What stands between mapping and `perform` in the reference engine: empty values are removed, single values put
 * into lists, types coerced, unknown keys dropped.
 *
 * @param payload - what the mapping gave; it and its parts may be changed
 * @param isBatch - in a batch, empty texts at the top of the payload stay
 * @returns the cleaned payload, and the mistakes in it; the payload is valid if there are none
 */
export type Validator = (
  payload: unknown,
  isBatch?: boolean
) => {
  payload: JSONObject
  issues: ValidationIssue[]
}

/** A question of a condition: where it looks, what the event has there, whether that will do, and what would. */
export type Question = [path: string, value: unknown, holds: boolean, wish: string]

/** What the compiler hands to the runtime about one subscription; the functions are emitted code. */
export interface SubscriptionSpec {
  preset: string
  action: string
  /** The action's title, for messages. */
  title: string
  matches(event: SegmentEvent): boolean
  /** What it asks of an event of its types; absent where a few words would not tell. */
  wants?(event: SegmentEvent): Question[]
  map(event: SegmentEvent): JSONObject
  validate: Validator | undefined
  /** What else the action is given that the mapping alone decides: `syncMode`, `matchingKey`, `rawMapping`. */
  input?: Record<string, unknown>
  /** Whether a warehouse event is one of entering or leaving; of actions with a sync mode. */
  membership?(event: SegmentEvent): boolean | undefined
  /** Which events go together; all of them when left out. */
  groups?<Item extends { event: SegmentEvent; payload: unknown }>(
    items: Item[]
  ): { items: Item[]; alone: boolean }[]
}
