/**
 * What the compiler takes and gives. `dist/<function>/` holds the same data as files: `function.js` (code),
 * `settings.json` (settings) and `manifest.json` (the rest).
 */
import type { DestinationDefinition, JSONObject } from '@segment/actions-core'
import type { EventType, SettingSpec } from '../runtime/author/types.ts'

/** A setting as Segment's Public API defines it for a function; all six are required there. */
export interface FunctionSetting {
  name: string
  label: string
  description: string
  type: 'STRING' | 'BOOLEAN' | 'ARRAY' | 'TEXT_MAP'
  required: boolean
  sensitive: boolean
}

/** A preset of the definition with the overrides of segment.config.json and the fields' defaults merged in. */
export interface Subscription {
  preset: string
  action: string
  /** FQL. */
  subscribe: string
  mapping: JSONObject
}

/** A function of segment.config.json, loaded and checked, before any code is made of it. */
export interface ResolvedFunction {
  name: string
  displayName: string
  description: string
  logoUrl?: string
  /** The absolute path of the destination's folder. */
  folder: string
  definition: DestinationDefinition
  settings: FunctionSetting[]
  settingSpecs: SettingSpec[]
  subscriptions: Subscription[]
  /** Events sent at the same time in a batch; absent: the function has no `onBatch`. */
  batch?: { concurrency: number }
  /** What Functions cannot say as Actions do, and what became of it; one sentence each. */
  lowered: string[]
}

export interface Manifest {
  name: string
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
  subscriptions: (Subscription & { types: EventType[] })[]
  lowered: string[]
}

export interface CompiledFunction {
  code: string
  settings: FunctionSetting[]
  manifest: Manifest
}
