/**
 * The parts that emitted validators are made of. Together they do what AJV does with the schemas that
 * `fieldsToJsonSchema` of `@segment/actions-core` makes, under actions-core's options (schema-validation.js):
 * `coerceTypes: 'array'`, `allErrors`, `removeAdditional`. Order and coercions are AJV's, down to those inside `if`.
 */
import type { ValidationIssue } from './types.ts'

type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'object' | 'array'
type Dictionary = Record<string, unknown>

/**
 * Tests a value, changing what is inside it where AJV does. Without a list for the issues it stops at the first one, as
 * AJV does inside `if`.
 */
export type Rule = (value: unknown, issues?: ValidationIssue[]) => boolean

/** A schema: its types, its other rules in AJV's order, and what removing empty values needs to know. */
export interface Check {
  types: readonly JsonType[]
  rules: readonly Rule[]
  fields?: ReadonlyMap<string, Check>
  items?: Check
}

export const check = (types: JsonType[], ...rules: Rule[]): Check => ({ types, rules })

export function list(items: Check, ...rules: Rule[]): Check {
  return {
    types: ['array'],
    items,
    rules: [
      ...rules,
      (value, issues) => {
        if (!Array.isArray(value)) return true
        let valid = true
        for (let index = 0; index < value.length; index++) {
          if (run(items, value[index], value as unknown as Dictionary, index, issues)) continue
          if (!issues) return false
          valid = false
        }
        return valid
      }
    ]
  }
}

/**
 * @param types - `['object']`, or none for a part of a condition
 * @param isOpen - whether keys that are not fields stay
 */
export function record(
  types: JsonType[],
  fields: [string, Check][],
  required: string[],
  isOpen: boolean,
  ...rules: Rule[]
): Check {
  const known = new Map(fields)
  const ofObject: Rule = (value, issues) => {
    if (!isRecord(value)) return true
    let valid = true
    for (const key of required) {
      if (value[key] !== undefined) continue
      if (!issues) return false
      valid = false
      issues.push(issue('required', { missingProperty: key }, `must have required property '${key}'`))
    }
    // for…in as AJV; not Object.keys, whose list would be made for every event.
    if (!isOpen) for (const key in value) if (!known.has(key)) Reflect.deleteProperty(value, key)
    for (const [key, field] of fields) {
      // Inherited keys count, as in AJV: a field named "constructor" is never absent.
      const item = value[key]
      if (item === undefined || run(field, item, value, key, issues)) continue
      if (!issues) return false
      valid = false
    }
    return valid
  }
  return { types, fields: known, rules: [...rules, ofObject] }
}

/** @returns whether the value is valid; coerces it in `holder[key]` */
export function run(
  { types, rules }: Check,
  value: unknown,
  holder: Dictionary | undefined,
  key: string | number,
  issues?: ValidationIssue[]
): boolean {
  const before = issues ? issues.length : 0
  let valid = true
  if (types.length > 0 && !hasType(value, types)) {
    let coerced: unknown
    if (!isUncoercible(types)) {
      // A list of one counts as its item. With several types AJV asks the item to be of all of them, so that it counts
      // only if it must be coerced: [5] becomes "5" in a date, ["2024-01-01"] is refused.
      if (Array.isArray(value) && value.length === 1) {
        value = (value as unknown[])[0]
        if (types.length === 1 && hasType(value, types)) coerced = value
      }
      for (let index = 0; coerced === undefined && index < types.length; index++) {
        coerced = coerce(value, types[index]!)
      }
    }
    if (coerced === undefined) {
      if (!issues) return false
      valid = false
      const type = types.length === 1 ? types[0] : types
      issues.push(issue('type', { type, actual: kindOf(value) }, `must be ${types.join(',')}`))
    } else {
      value = coerced
      if (holder) holder[key] = coerced
    }
  }
  for (const rule of rules) {
    if (rule(value, issues)) continue
    if (!issues) return false
    valid = false
  }
  if (issues && !valid && holder) {
    const step = `/${String(key).replace(/~/g, '~0').replace(/\//g, '~1')}`
    for (let index = before; index < issues.length; index++) {
      issues[index]!.instancePath = step + issues[index]!.instancePath
    }
  }
  return valid
}

const isUncoercible = (types: readonly JsonType[]): boolean => types.length === 1 && types[0] === 'object'

const isRecord = (value: unknown): value is Dictionary =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function hasType(value: unknown, types: readonly JsonType[]): boolean {
  for (const type of types) if (isType(value, type)) return true
  return false
}

function isType(value: unknown, type: JsonType): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof value === type
    case 'number':
      return typeof value === 'number' && isFinite(value)
    case 'integer':
      return Number.isInteger(value)
    case 'null':
      return value === null
    case 'object':
      return isRecord(value)
    case 'array':
      return Array.isArray(value)
  }
}

/** @returns undefined when the value cannot be taken for one of this type */
function coerce(value: unknown, type: JsonType): unknown {
  switch (type) {
    case 'string':
      if (typeof value === 'number' || typeof value === 'boolean') return `${value}`
      return value === null ? '' : undefined
    case 'number':
    case 'integer':
      if (typeof value === 'boolean' || value === null) return Number(value)
      // AJV's own test; it lets "Infinity", " 5 " and "0x10" pass.
      if (typeof value !== 'string' || !value || !((value as unknown) == Number(value))) return undefined
      return type === 'number' || !(Number(value) % 1) ? Number(value) : undefined
    case 'boolean':
      if (value === 'false' || value === 0 || value === null) return false
      return value === 'true' || value === 1 ? true : undefined
    case 'null':
      return value === '' || value === 0 || value === false ? null : undefined
    case 'array':
      return value === null || ['string', 'number', 'boolean'].includes(typeof value) ? [value] : undefined
    case 'object':
      return undefined
  }
}

/** What a value is, without saying what it holds. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

export const issue = (keyword: string, params: Dictionary, message: string): ValidationIssue => ({
  instancePath: '',
  keyword,
  params,
  message
})
