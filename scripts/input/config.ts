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

export interface FunctionConfig {
  /** The folder of the definition, from the project's root. */
  destination: string
  displayName: string
  description?: string
  logoUrl?: string
  presets?: Record<string, PresetConfig>
  batch?: boolean | { concurrency: number }
}

export interface EnvironmentConfig {
  region: 'us' | 'eu' | 'local'
  /** The name of an environment variable. */
  token: string
  functions?: Record<string, { id?: string }>
}

export interface Config {
  functions: Record<string, FunctionConfig>
  environments?: Record<string, EnvironmentConfig>
}

export const configFile = 'segment.config.json'

const validate = new Ajv({ allErrors: true }).compile<Config>(schema)

/**
 * @param root - the project's folder
 * @throws UserError naming the place and the nearest known name
 */
export async function loadConfig(root: string): Promise<Config> {
  const { value: config } = await readLocatedJson(path.join(root, configFile), configFile, 'config')
  if (validate(config)) {
    checkDisplayNames(config)
    return config
  }
  throw new UserError('config', `${configFile}: ${explain(validate.errors ?? [])}`)
}

/** In Segment's app, and in an event's `integrations`, nobody could tell them apart. */
function checkDisplayNames({ functions }: Config): void {
  const owners = new Map<string, string>()
  for (const [name, { displayName }] of Object.entries(functions)) {
    const key = displayName.trim().toLowerCase()
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

/**
 * @param names - functions asked for; none means all
 * @returns the names that exist, in the order asked for
 * @throws UserError naming the nearest function
 */
export function selectFunctions(config: Config, names: string[] = []): string[] {
  const known = Object.keys(config.functions)
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

function explain(errors: ErrorObject[]): string {
  // The deepest mistake is the one meant; those of enclosing anyOf branches follow from it.
  const error = [...errors].sort((a, b) => depth(b) - depth(a))[0]!
  const place = error.instancePath.split('/').slice(1).map(unescapePointer).join('.') || 'the file'
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params.additionalProperty)
    const known = Object.keys(knownKeys(error))
    return `${place} has the unknown key "${key}". ${suggestion(key, known)}`
  }
  const presets = /^\/functions\/([^/]+)\/presets\/([^/]+)$/.exec(error.instancePath)
  if (presets) return `${place} is neither true nor an object. Leave it out, or write true, or an object.`
  return `${place} ${error.message ?? 'is not valid'}.${valueHint(error)}`
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
