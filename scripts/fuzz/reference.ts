/** The reference engine, with the parts that `@segment/actions-core` does not export. */
import { createRequire } from 'node:module'
import path from 'node:path'
import { actionsCore } from '../actions-core.ts'
import { copy } from './values.ts'

const require = createRequire(import.meta.url)
const folder = path.dirname(require.resolve('@segment/actions-core'))

interface JsonSchema {
  type?: unknown
}
const { removeEmptyValues } = require(path.join(folder, 'remove-empty-values.js')) as {
  removeEmptyValues: (payload: unknown, schema: JsonSchema, isRoot: boolean) => unknown
}
const { transform, transformBatch } = require(path.join(folder, 'mapping-kit/index.js')) as {
  transform: (mapping: unknown, event: unknown) => unknown
  transformBatch: (mapping: unknown, events: unknown[]) => unknown
}

export type Outcome = { value: unknown } | { error: string }

export function outcomeOf(run: () => unknown): Outcome {
  try {
    return { value: run() }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

/** On a copy, because the engine writes into mappings. */
export const referenceTransform = (mapping: unknown, event: unknown): Outcome => {
  const own = copy(mapping)
  return outcomeOf(() => transform(own, event))
}

/**
 * Whether the engine refuses the mapping, or any part of it that it would treat as one, or does not know a directive, or
 * fails with its Liquid whatever the event.
 */
export function mayBeRefused(mapping: unknown): boolean {
  return 'error' in outcomeOf(() => transformBatch(copy(mapping), [])) || partsOf(mapping).some(isRefusedPart)
}

function isRefusedPart(part: object): boolean {
  const names = Object.keys(part).filter((key) => key.startsWith('@'))
  if (names.length > 0 && !directives.has(names[0]!)) return true
  if ('@liquid' in part && 'error' in referenceTransform({ part: { '@liquid': part['@liquid'] } }, {}))
    return true
  const { apply } = ((part as Record<string, unknown>)['@transform'] ?? {}) as Record<string, unknown>
  return apply !== undefined && 'error' in outcomeOf(() => transformBatch(copy(apply), []))
}

const directives = new Set(
  'if case replace arrayPath path template literal flatten json merge transform excludeWhenNull liquid'
    .split(' ')
    .map((name) => `@${name}`)
)

function partsOf(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return []
  return [value, ...Object.values(value).flatMap(partsOf)]
}

export interface Validation {
  payload: unknown
  /** Where the mistakes are, as JSON pointers; empty for a valid payload. */
  pointers: string[]
}

/** AJV keeps every schema it compiled, so that a long run needs a new one now and then. */
export function freshValidation(): (
  schema: JsonSchema,
  payload: unknown,
  isBatch: boolean
) => Validation | { schemaError: string } {
  const file = path.join(folder, 'schema-validation.js')
  Reflect.deleteProperty(require.cache, file)
  const { validateSchema } = require(file) as typeof actionsCore
  return (schema, payload, isBatch) => {
    const cleaned = removeEmptyValues(payload, schema, !isBatch)
    try {
      quietly(() => validateSchema(cleaned, schema as object, { exempt: ['dynamicAuthSettings'] }))
      return { payload: cleaned, pointers: [] }
    } catch (error) {
      if (!isAggregate(error)) return { schemaError: (error as Error).message }
      return { payload: cleaned, pointers: error.errors.filter(isOwn).map(({ pointer }) => pointer) }
    }
  }
}

export const fieldsToJsonSchema = (fields: Parameters<typeof actionsCore.fieldsToJsonSchema>[0]): Outcome =>
  outcomeOf(() => actionsCore.fieldsToJsonSchema(fields))

/** That an `if` was not followed by its `then` only repeats what the `then` says. */
const isOwn = ({ message }: { message: string }): boolean => !message.includes('must match "then" schema')

const isAggregate = (error: unknown): error is { errors: { pointer: string; message: string }[] } =>
  (error as Error).name === 'AggregateAjvError'

/** AJV prints what it thinks of a schema. */
function quietly(run: () => void): void {
  const { warn } = console
  console.warn = () => undefined
  try {
    run()
  } finally {
    console.warn = warn
  }
}
