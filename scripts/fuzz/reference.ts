/** The reference engine, with the parts that `@segment/actions-core` does not export. */
import { createRequire } from 'node:module'
import path from 'node:path'
import { actionsCore } from '../shared/actions-core.ts'
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

/** Whether the engine's own check refuses the mapping, whatever the event. */
export const isRefused = (mapping: unknown): boolean =>
  'error' in outcomeOf(() => transformBatch(copy(mapping), []))

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
