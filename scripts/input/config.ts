/**
 * segment.config.json: which functions there are and which workspaces they go to.
 */
import path from 'node:path'
import { Ajv } from 'ajv'
import type { ErrorObject } from 'ajv'
import type { JSONObject } from '@segment/actions-core'
import schema from '../config.schema.json' with { type: 'json' }
import { UserError } from '../shared/errors.ts'
import { readLocatedJson } from './located-json.ts'
import { suggestion } from '../shared/nearest.ts'

/** What a function changes about a preset; `true` takes it as it is. */
export type PresetConfig = true | { subscribe?: string; mapping?: JSONObject }

interface Named {
  displayName: string
  description?: string
  logoUrl?: string
}

/** Variables of the environment: texts that are no secrets, as they stand in the function, and secrets, which are settings. */
export type EnvConfig = Record<string, string | { setting: true; required?: boolean }>

/** A function that takes Segment's events to a vendor. */
export interface FunctionConfig extends Named {
  /** The folder of the definition, from the project's root. */
  destination: string
  presets?: Record<string, PresetConfig>
  batch?: boolean | { concurrency: number }
  /** What becomes of optional fields of a shape nobody can use: `refuse` (the event) when left out. */
  unusableFields?: 'refuse' | 'leaveOut'
  /** What the definition finds in `process.env`. */
  env?: EnvConfig
}

/** A function that takes a vendor's webhooks to Segment. */
export interface SourceConfig extends Named {
  /** The folder of the definition, from the project's root. */
  source: string
  /** By the vendor's names: `true` takes an event as it is, `name` calls its track call otherwise. All when left out. */
  events?: Record<string, true | { name?: string }>
}

export interface EnvironmentConfig {
  region: 'us' | 'eu' | 'local'
  /** The name of an environment variable. */
  token: string
  functions?: Record<string, { id?: string }>
}

/** The functions of the file by their kind; no two have the same name. */
export interface Config {
  functions: Record<string, FunctionConfig>
  sources: Record<string, SourceConfig>
  environments?: Record<string, EnvironmentConfig>
}

export const configFile = 'segment.config.json'

type ConfigFile = Omit<Config, 'functions' | 'sources'> & {
  functions: Record<string, FunctionConfig | SourceConfig>
}

/** That the schema is one is checked by a test: here it would take longer than all the rest. */
const ajv = new Ajv({ allErrors: true, meta: false, validateSchema: false })
const validate = ajv.compile<ConfigFile>(schema)

/**
 * @param root - the project's folder
 * @throws UserError naming the place and the nearest known name
 */
export async function loadConfig(root: string): Promise<Config> {
  const { value: config } = await readLocatedJson(path.join(root, configFile), configFile, 'config')
  if (validate(config)) {
    const separated = separate(config)
    checkDisplayNames(separated.functions)
    checkDisplayNames(separated.sources)
    return separated
  }
  throw new UserError('config', `${configFile}: ${explain(validate.errors ?? [])}`)
}

/** In Segment's app, and in an event's `integrations`, nobody could tell two of one kind apart. */
function checkDisplayNames(functions: Record<string, Named>): void {
  const owners = new Map<string, string>()
  for (const [name, { displayName }] of Object.entries(functions)) {
    const key = displayName.trim().toLowerCase()
    if (key === '')
      throw new UserError(
        'config',
        `${configFile}: functions.${name}.displayName is blank.`,
        'Give the name under which Segment shall show the function.'
      )
    const other = owners.get(key)
    if (other !== undefined) {
      throw new UserError(
        'config',
        `${configFile}: functions.${name}.displayName is "${displayName}", which functions.${other} is called already.`,
        "Give each function a name of its own; it is how a workspace, and an event's integrations, tell them apart."
      )
    }
    owners.set(key, name)
  }
}

const destinationKeys = ['destination', 'presets', 'batch', 'unusableFields', 'env']
const sourceKeys = ['source', 'events']

/** @throws UserError for a function that is neither a destination's nor a source's, or a bit of both */
function separate({ functions, ...rest }: ConfigFile): Config {
  for (const [name, entry] of Object.entries(functions)) {
    const kinds = ['destination', 'source'].filter((kind) => kind in entry)
    if (kinds.length !== 1)
      throw new UserError(
        'config',
        `${configFile}: functions.${name} has ${kinds.length === 0 ? 'neither a "destination" nor' : 'both a "destination" and'} a "source".`,
        'Give the folder of the one definition that the function is made of.'
      )
    const wrong = (kinds[0] === 'source' ? destinationKeys : sourceKeys).find((key) => key in entry)
    if (wrong)
      throw new UserError(
        'config',
        `${configFile}: functions.${name}.${wrong} does not go with "${kinds[0]}".`,
        `Take it out; a ${kinds[0]} has ${kinds[0] === 'source' ? '"events"' : '"presets"'}.`
      )
  }
  const entries = Object.entries(functions)
  return {
    ...rest,
    functions: byName(
      entries.filter((entry): entry is [string, FunctionConfig] => 'destination' in entry[1])
    ),
    sources: byName(entries.filter((entry): entry is [string, SourceConfig] => 'source' in entry[1]))
  }
}

/** A function may be called `constructor`, which every other object has. */
const byName = <T>(entries: [string, T][]): Record<string, T> =>
  Object.assign(Object.create(null) as Record<string, T>, Object.fromEntries(entries))

/**
 * @param names - functions asked for; none means all, destinations first
 * @returns the names that exist, in the order asked for
 * @throws UserError naming the nearest function
 */
export function selectFunctions(config: Config, names: string[] = []): string[] {
  const known = [...Object.keys(config.functions), ...Object.keys(config.sources)]
  for (const name of names) {
    if (!known.includes(name))
      throw new UserError(
        'usage',
        `There is no function "${name}" in ${configFile}.`,
        suggestion(name, known)
      )
  }
  return names.length > 0 ? [...new Set(names)] : known
}

/**
 * @param names - destination functions asked for; none means all
 * @throws UserError naming the nearest function, or the source that was asked for
 */
export function selectDestinations(config: Config, names: string[] = []): string[] {
  const source = names.find((name) => name in config.sources)
  if (source !== undefined)
    throw new UserError(
      'usage',
      `"${source}" is a source, which takes a vendor's webhooks; this is about events on their way to a vendor.`,
      `Name a destination: ${Object.keys(config.functions).join(', ')}.`
    )
  return names.length > 0 ? selectFunctions(config, names) : Object.keys(config.functions)
}

function explain(errors: ErrorObject[]): string {
  // The deepest mistake is the one meant; those of enclosing anyOf branches follow from it.
  const error = [...errors].sort((a, b) => depth(b) - depth(a))[0]!
  const place = error.instancePath.split('/').slice(1).map(unescapePointer).join('.') || 'the file'
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params.additionalProperty)
    const known = Object.keys(knownKeys(error))
    return `${place} has the unknown key "${key}". ${suggestion(key, known)}`
  }
  if (error.propertyName !== undefined)
    return `${place} has ${JSON.stringify(error.propertyName)}, but a name there has ${nameRules[String(error.params.pattern)]}.`
  const presets = /^\/functions\/([^/]+)\/presets\/([^/]+)$/.exec(error.instancePath)
  if (presets) return `${place} is neither true nor an object. Leave it out, or write true, or an object.`
  const [variable] = /^functions\.[^.]+\.env\.[^.]+/.exec(place) ?? []
  if (variable !== undefined)
    return `${variable} is neither a text nor {"setting": true}, with "required": false where it may be empty.`
  return `${place} ${error.message ?? 'is not valid'}.${valueHint(error)}`
}

/** By the patterns of the schema. */
const nameRules: Record<string, string> = {
  '^[a-z0-9][a-z0-9-]*$': 'small letters, digits and hyphens only, and no hyphen first',
  '^[A-Za-z_][A-Za-z0-9_]*$': 'letters, digits and underscores only, and no digit first'
}

const depth = (error: ErrorObject): number =>
  error.instancePath.split('/').length + (error.keyword === 'additionalProperties' ? 0.5 : 0)

const unescapePointer = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~')

/** The keys that the schema at an error allows. */
function knownKeys(error: ErrorObject): object {
  const steps = error.schemaPath.split('/').slice(1, -1).map(unescapePointer)
  const found = steps.reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], schema)
  return (found as { properties?: object }).properties ?? {}
}

function valueHint(error: ErrorObject): string {
  const allowed = (error.params as { allowedValues?: unknown[] }).allowedValues
  return allowed ? ` Allowed: ${allowed.join(', ')}.` : ''
}
