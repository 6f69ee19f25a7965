/**
 * What the compiler takes and gives. `dist/<function>/` holds the same data as files: `function.js` (code),
 * `settings.json` (settings) and `manifest.json` (the rest).
 */
import type { BrowserDestinationDefinition } from '@segment/browser-destination-runtime/types'
import type { DestinationDefinition, JSONObject } from '@segment/actions-core'
import type { SourceDefinition } from '../runtime/author/source.ts'
import type { EventType, SettingSpec } from '../runtime/author/types.ts'
import type { Env } from './esbuild.ts'

/** A setting as Segment's Public API defines it for a function; all six are required there. */
export interface FunctionSetting {
  name: string
  label: string
  description: string
  type: 'STRING' | 'BOOLEAN' | 'ARRAY' | 'TEXT_MAP'
  required: boolean
  sensitive: boolean
}

/**
 * One question of a subscription, with the names that `@segment/destination-subscriptions` gives them, so that its parser's
 * results can be compared and whoever evaluates a condition, or says which part of it failed, finds nothing to parse.
 *
 *     properties.plan = "Pro"  ->  { type: 'event-property', name: 'plan', operator: '=', value: 'Pro' }
 */
export interface Comparison {
  type: 'event-type' | 'event' | 'name' | 'userId' | 'event-property' | 'event-trait' | 'event-context'
  /** The path below properties, traits or context. */
  name?: string
  operator: Operator
  value?: string | number
}

/** `=` and `!=` compare texts; `starts_with` and `ends_with` are match(), `not_` before them stands for `!`. */
export type Operator =
  | '='
  | '!='
  | 'number_equals'
  | 'number_not_equals'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'exists'
  | 'not_exists'
  | 'is_true'
  | 'is_false'
  | TextOperator
  | `not_${TextOperator}`

export type TextOperator = 'contains' | 'starts_with' | 'ends_with'

export interface Group {
  type: 'group'
  operator: 'and' | 'or'
  children: Condition[]
}

export type Condition = Comparison | Group

/** A preset of the definition with the overrides of segment.config.json and the fields' defaults merged in. */
export interface Subscription {
  preset: string
  action: string
  /** FQL. */
  subscribe: string
  /** What `subscribe` says, parsed and checked. */
  condition: Condition
  /** The types of events that the condition can be true for; never delete. */
  types: EventType[]
  mapping: JSONObject
  /** The mapping to emit: checked, and with Segment's root directives, that of `@transform` too, put where they act. */
  checkedMapping: unknown
}

/** The part of JSON Schema that `fieldsToJsonSchema` of actions-core uses. */
export interface Schema {
  type?: string | string[]
  format?: string
  enum?: unknown[]
  const?: unknown
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean
  allOf?: Schema[]
  anyOf?: Schema[]
  not?: Schema
  if?: Schema
  then?: Schema
}

/** A function of segment.config.json, loaded and checked, before any code is made of it. */
export interface ResolvedFunction {
  name: string
  displayName: string
  description: string
  logoUrl?: string
  /** The absolute path of the destination's folder. */
  folder: string
  /** The absolute path of the definition's module. */
  entry: string
  definition: DestinationDefinition
  settings: FunctionSetting[]
  settingSpecs: SettingSpec[]
  /** Of the settings' values; whether one is missing is decided before, by its label. */
  settingsSchema: Schema
  subscriptions: Subscription[]
  /** Of the payload of each action that a subscription names. */
  schemas: Record<string, Schema>
  /** Events sent at the same time in a batch; absent: the function has no `onBatch`. */
  batch?: { concurrency: number }
  /** Optional fields of a shape nobody can use are left out instead of refused. */
  unusableFields?: 'leaveOut'
  /** What the definition finds in `process.env`, by the variables' names: texts, and the settings that hold secrets. */
  env?: { texts: Env; specs: SettingSpec[] }
  /**
   * What an action asks for besides the event: `statsContext` and the like of Segment's own platform, the mapping, the
   * classes of lists and objects (`instanceof Array`), what few need of the request client, clients of its own, the types of errors in the results of a batch, and its input
   * as a whole.
   */
  uses: {
    platform: string[]
    rawMapping: boolean
    classes: boolean
    requestExtras: boolean
    ownClients: boolean
    errorTypes: boolean
    wholeInput: boolean
  }
  /** Settings that hold the credentials of OAuth; absent: the destination has none. */
  oauthSpecs?: SettingSpec[]
  /** What Functions cannot say as Actions do, and what became of it; one sentence each. */
  lowered: string[]
}

/** An import of an emitted module: `definition`, `* as $map` or `{ a, b }`, and the path of what it is of. */
export type EmittedImport = [names: string, from: string]

/** What esbuild bundles and what goes around it. */
export interface EmittedEntry {
  /** What the JavaScript below needs. */
  imports: EmittedImport[]
  /** The statements of a module. */
  body: string
  /** Whether the banner brings what the definition finds in `process.env`. */
  hasEnvironment: boolean
  /** Goes around the bundle. */
  banner: string
  footer: string
  /** Handler names in the order of Segment's documentation. */
  handlers: string[]
  /** Actions of the definition that no preset of the function uses, which need not ship. */
  unusedActions: string[]
}

/** What Segment calls the two kinds: events go out through a destination function and come in through a source function. */
export type FunctionKind = 'DESTINATION' | 'SOURCE'

/** A source of segment.config.json, loaded and checked, before any code is made of it. */
export interface ResolvedSource extends Pick<
  ResolvedFunction,
  | 'name'
  | 'displayName'
  | 'description'
  | 'logoUrl'
  | 'folder'
  | 'entry'
  | 'settings'
  | 'settingSpecs'
  | 'settingsSchema'
  | 'lowered'
> {
  definition: SourceDefinition
  /** The vendor's name of each event it takes to the name of its track call. */
  events: Record<string, string>
}

export interface Manifest {
  name: string
  /** Absent: a destination function. */
  resourceType?: FunctionKind
  displayName: string
  description: string
  logoUrl?: string
  /** The version in package.json. */
  version: string
  /** `sha256:` + hex of the code below the header: what tells a build from another, or from an edit made by hand. */
  sourceHash: string
  bytes: number
  handlers: string[]
  hosts: string[]
  /** Of a source: the vendor's names of the events it takes to those of their track calls. */
  events?: Record<string, string>
  subscriptions: Pick<Subscription, 'preset' | 'action' | 'subscribe' | 'mapping' | 'types'>[]
  lowered: string[]
  /** What runs in the page, in bytes: the file browser.js, and its script without the head. */
  browser?: { bytes: number; minifiedBytes: number }
}

/** What a function's destination has for the page. */
export interface CompiledBrowser {
  /** dist/<function>/browser.js */
  code: string
  /** dist/<function>/browser.d.ts */
  types: string
}

export interface CompiledFunction {
  code: string
  /** For a destination that has a part in the page. */
  browser?: CompiledBrowser
  settings: FunctionSetting[]
  manifest: Manifest
}

/** The browser part of a function, loaded and checked. */
export interface ResolvedBrowser {
  /** The absolute path of the definition's file. */
  entry: string
  definition: BrowserDestinationDefinition
  subscriptions: BrowserSubscription[]
  /** Settings by their key, where the definition has a default. */
  defaults: Record<string, unknown>
}

export interface BrowserSubscription {
  action: string
  condition: Group
  /** As mapping-kit runs it; undefined when nothing is mapped. */
  mapping: unknown
}
