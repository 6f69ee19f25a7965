/** What is to be made, before any file of it is written: by flags, by a curl command or by an OpenAPI document. */

/** The calls that a new action can be made for. */
export const calls = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const
export type Call = (typeof calls)[number]

export const authKinds = ['bearer', 'header', 'basic', 'query', 'none'] as const

/** How the vendor knows who calls. */
export type Auth =
  | { kind: 'bearer' | 'basic' | 'none' }
  /** `prefix` stands before the key: `Token `. */
  | { kind: 'header'; name: string; prefix?: string }
  | { kind: 'query'; name: string }
  /** A key that is sent among the values of the body. */
  | { kind: 'body'; name: string }

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

export interface FieldPlan {
  /** In camel case. */
  key: string
  label: string
  description: string
  type: 'string' | 'number' | 'integer' | 'boolean' | 'datetime' | 'object'
  multiple?: true
  required?: true
  format?: string
  choices?: (string | number)[]
  minimum?: number
  maximum?: number
  /** Where its value is looked for in an event, the first that has one: `[['traits', 'email'], …]`. */
  from: string[][]
  /** Where its value goes in the request. */
  to: { part: 'body' | 'query' | 'path'; at: string[] }
  /** What the fixtures send. */
  sample: Json
}

export interface ActionPlan {
  /** `saveUser`. */
  name: string
  title: string
  summary: string
  /** The page of the vendor that describes the call, or where one would look for it. */
  page: string
  call: Call
  /** Of a track call: only events of this name. */
  event?: string
  method: string
  /** With `{key}` where a field's value stands: `/contacts/{userId}`. */
  path: string
  /** Parts of the query that are always the same. */
  query: Record<string, string>
  /** Headers that are always the same. */
  headers: Record<string, string>
  body: 'json' | 'form' | 'none'
  /** Whether the body is a list of one. */
  list?: true
  fields: FieldPlan[]
  batch: boolean
}

export interface DestinationPlan {
  slug: string
  title: string
  /** Scheme and host, without a slash at the end. */
  address: string
  auth: Auth
  action: ActionPlan
}

/** The condition of the action's preset. */
export const subscriptionOf = ({ call, event }: Pick<ActionPlan, 'call' | 'event'>): string =>
  event === undefined ? `type = "${call}"` : `type = "${call}" and event = "${event}"`
