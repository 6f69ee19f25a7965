/** Values that a mapping writes out, held against the field they are for: what it refuses, it would refuse for every event. */
import type { ErrorObject, ValidateFunction } from 'ajv'
import { isObject } from '../../runtime/emitted/mapping.ts'
import { suggestion } from '../../shared/nearest.ts'
import { directiveNames, directiveOf, isDirective } from '../directive.ts'
import type { Schema } from '../types.ts'
import type { Place } from './place.ts'
import { refuse } from './place.ts'
import { ajv } from './schema.ts'

/** Actions-core hands this field to `perform` unchecked. */
const exempt = 'dynamicAuthSettings'

/**
 * @param schema - of the action's payload
 * @throws {@link UserError} when the value holds nothing of an event and validation refuses it, coerced as it is there
 */
export function checkLiteral(key: string, value: unknown, schema: Schema, place: Place): void {
  const { properties = {} } = schema
  const field = Object.hasOwn(properties, key) ? properties[key] : undefined
  if (field && key !== exempt) checkValue(`/${key}`, value, field, place)
}

/** The forms of a function that fixtures ask for share the schemas of its fields. */
const known = new WeakMap<Schema, ValidateFunction>()

function validatorOf(schema: Schema): ValidateFunction {
  const before = known.get(schema)
  if (before) return before
  const alone: Schema = { type: 'object', properties: { value: schema } }
  const validate = ajv.compile(alone)
  ajv.removeSchema(alone)
  known.set(schema, validate)
  return validate
}

function checkValue(path: string, value: unknown, schema: Schema, place: Place): void {
  const literal = literalOf(value)
  if (literal === undefined && !isDirective(value)) return checkParts(path, value, schema, place)
  // What is empty is left out before it is validated.
  if (literal === undefined || literal === null || literal === '') return
  const filled = withoutEmpty(literal, schema)
  const payload = { value: schema.type === 'array' && !Array.isArray(filled) ? [filled] : filled }
  const validate = validatorOf(schema)
  // It writes into what it checks.
  if (validate(structuredClone(payload))) return
  const [error] = validate.errors as [ErrorObject]
  const choices = error.keyword === 'enum' ? (error.params.allowedValues as unknown[]) : undefined
  const where = path + error.instancePath.slice('/value'.length)
  refuse(
    place,
    `: ${where} is ${JSON.stringify(valueAt(payload, error.instancePath) ?? literal)}, but it ${
      choices ? `must be one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}` : error.message
    }; every event would be refused.`,
    choices ? suggestion(String(literal), choices.map(String)) : forgottenSign(literal)
  )
}

/** @param pointer - of JSON, to an object or a list and into it */
const valueAt = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce(
      (part, key) =>
        (part as Record<string, unknown> | undefined)?.[key.replace(/~1/g, '/').replace(/~0/g, '~')],
      value
    )

/** Inside, too, null and empty texts go where their fields do not take them; what no field is of stays. */
function withoutEmpty(value: unknown, schema: Schema): unknown {
  if (Array.isArray(value)) {
    const { items } = schema
    return items ? value.filter((item) => !isEmpty(item, items)) : value
  }
  if (!isObject(value) || !schema.properties) return value
  const { properties } = schema
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => {
      const field = Object.hasOwn(properties, key) ? properties[key]! : undefined
      if (!field) return [[key, part]]
      return isEmpty(part, field) ? [] : [[key, withoutEmpty(part, field)]]
    })
  )
}

function isEmpty(value: unknown, { type = [] }: Schema): boolean {
  const types = [type].flat()
  return (value === null && !types.includes('null')) || (value === '' && !types.includes('string'))
}

/** `{"path": "$.event"}` is data, and a directive for whoever wrote it. */
function forgottenSign(literal: unknown): string | undefined {
  const [key, ...others] = isObject(literal) ? Object.keys(literal) : []
  const name = directiveNames.find((directive) => directive === `@${key}`)
  return name !== undefined && others.length === 0 ? `Write "${name}" for the directive.` : undefined
}

/**
 * @param mapping - of a subscription
 * @returns a sentence for each text that looks like a path: it is sent as it stands
 */
export function pathTexts(mapping: unknown, preset: string, key = ''): string[] {
  if (typeof mapping === 'string' && mapping.startsWith('$.'))
    return [
      `preset ${preset}: ${key} is the text "${mapping}" for every event; to look there, write {"@path": "${mapping}"}`
    ]
  if (isDirective(mapping) || !(Array.isArray(mapping) || isObject(mapping))) return []
  return Object.entries(mapping).flatMap(([name, part]) =>
    pathTexts(part, preset, key === '' ? name : `${key}.${name}`)
  )
}

/** Of an object or a list in which events have a say in some parts, the others are the same for all of them. */
function checkParts(path: string, value: unknown, schema: Schema, place: Place): void {
  if (Array.isArray(value)) {
    value.forEach((part, index) => schema.items && checkValue(`${path}/${index}`, part, schema.items, place))
    return
  }
  if (!isObject(value)) return
  // A single value becomes a list of one.
  const { properties = {} } = schema.type === 'array' ? (schema.items ?? {}) : schema
  for (const [key, part] of Object.entries(value)) {
    const own = Object.hasOwn(properties, key) ? properties[key] : undefined
    if (own) checkValue(`${path}/${key}`, part, own, place)
  }
}

/** The value, if no event has a say in it. */
function literalOf(value: unknown): unknown {
  if (!isDirective(value)) return hasDirective(value) ? undefined : value
  const [name, options] = directiveOf(value)
  return name === '@literal' && !hasDirective(options) ? options : undefined
}

function hasDirective(value: unknown): boolean {
  if (isDirective(value)) return true
  return (Array.isArray(value) || isObject(value)) && Object.values(value).some(hasDirective)
}
