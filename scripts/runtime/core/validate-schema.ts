/**
 * `validateSchema` of actions-core for schemas that are known only when the function runs. AJV makes code of them, which a
 * Function should not; here they become checks as the build makes them of fields (compile/emit/checks.ts).
 */
import { fullFormats } from 'ajv-formats/dist/formats.js'
import type { Check, Rule } from '../emitted/check.ts'
import { check, list, record, run } from '../emitted/check.ts'
import * as types from '../emitted/check-types.ts'
import type { Type } from '../emitted/check-types.ts'
import { dateLike } from '../emitted/formats.ts'
import { describeIssues } from '../emitted/issues.ts'
import * as rules from '../emitted/rules.ts'
import { isObject } from '../author/text.ts'
import type { ValidationIssue } from '../author/types.ts'

type Schema = Record<string, unknown> & {
  properties?: Record<string, Schema>
  items?: Schema
  required?: string[]
}

interface Options {
  /** Actions-core throws where this is left out. */
  throwIfInvalid?: boolean
  /** Keys that stay as they were. */
  exempt?: string[]
}

/**
 * @param value - is coerced, and loses what the schema does not know, in place
 * @returns whether it is valid
 * @throws an error named AggregateAjvError that says what is wrong; an Error for a keyword that nothing here understands
 */
export function validateSchema(
  value: unknown,
  schema: Schema,
  { throwIfInvalid = true, exempt = [] }: Options = {}
): boolean {
  const known = checkOf(schema)
  const issues: ValidationIssue[] = []
  const holder: Record<string, unknown> = isObject(value) ? value : {}
  const kept = exempt.flatMap((key) => (holder[key] === undefined ? [] : [[key, holder[key]] as const]))
  for (const [key, field] of Object.entries(schema.properties ?? {})) {
    const item = Object.hasOwn(holder, key) ? holder[key] : undefined
    if (field.type === 'array' && item !== undefined && item !== null && !Array.isArray(item))
      holder[key] = [item]
  }
  run(known, value, undefined, '', issues)
  for (const [key, before] of kept) holder[key] = before
  if (issues.length > 0 && throwIfInvalid)
    throw Object.assign(new Error(describeIssues(issues)), { name: 'AggregateAjvError', status: 400 })
  return issues.length === 0
}

const known = new WeakMap<Schema, Check>()

function checkOf(schema: Schema): Check {
  const made = known.get(schema) ?? makeCheck(schema)
  known.set(schema, made)
  return made
}

const typeNames: Record<string, Type> = { ...types, null: types.nothing }

/** Of people, who are to read a schema. */
const spoken = ['$schema', '$id', 'title', 'description', 'default', 'examples']

/** In AJV's order, in which values are also coerced. */
const keywords: Record<string, (value: never) => Rule[]> = {
  maximum: (limit: number) => [rules.atMost(limit)],
  minimum: (limit: number) => [rules.atLeast(limit)],
  maxLength: (limit: number) => [rules.longest(limit)],
  minLength: (limit: number) => [rules.shortest(limit)],
  format: formatRules,
  const: (value: unknown) => [rules.is(value)],
  enum: (values: unknown[]) => [rules.oneOf(values)],
  not: (part: Schema) => [rules.not(checkOf(part))],
  anyOf: (parts: Schema[]) => [rules.any(...parts.map(checkOf))],
  allOf: (parts: Schema[]) =>
    parts.every((part) => part.if) ? parts.flatMap(rulesOf) : [rules.all(...parts.map(checkOf))]
}

const structure = ['type', 'properties', 'required', 'additionalProperties', 'items', 'if', 'then']

function rulesOf(schema: Schema): Rule[] {
  const strange = Object.keys(schema).find(
    (key) => !Object.hasOwn(keywords, key) && !structure.includes(key) && !spoken.includes(key)
  )
  if (strange !== undefined) throw new Error(`validateSchema does not know "${strange}" in Functions.`)
  return [
    ...Object.keys(keywords).flatMap((key) =>
      schema[key] === undefined ? [] : keywords[key]!(schema[key] as never)
    ),
    ...(schema.if && schema.then
      ? [rules.when(checkOf(schema.if as Schema), checkOf(schema.then as Schema))]
      : [])
  ]
}

function makeCheck(schema: Schema): Check {
  const { type = [], items, properties = {}, required = [], additionalProperties } = schema
  const own = [type].flat().map((name) => typeNames[String(name)]!)
  if (items) return list(checkOf(items), ...rulesOf(schema))
  if (!schema.properties && !schema.required && additionalProperties !== false)
    return check(own, ...rulesOf(schema))
  const fields = Object.fromEntries(Object.entries(properties).map(([key, field]) => [key, checkOf(field)]))
  return record(own, fields, required, additionalProperties !== false, ...rulesOf(schema))
}

function formatRules(name: string): Rule[] {
  if (name === 'date-like') return [rules.format(name, dateLike)]
  const format = Object.hasOwn(fullFormats, name) ? fullFormats[name as keyof typeof fullFormats] : true
  if (typeof format === 'boolean') return []
  if (format instanceof RegExp || typeof format === 'function') return [rules.format(name, format)]
  const { validate, type } = format as {
    validate: RegExp | ((value: never) => boolean) | true
    type?: string
  }
  return validate === true ? [] : [rules.format(name, validate, type)]
}
