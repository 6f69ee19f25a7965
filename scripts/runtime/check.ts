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
  fields: ReadonlyMap<string, Check> | undefined
  /** The fields that are lists. */
  lists: readonly string[] | undefined
  items: Check | undefined
}

// All checks have the same keys in the same order, which keeps them fast to read.
export const check = (types: JsonType[], ...rules: Rule[]): Check => ({
  types,
  rules,
  fields: undefined,
  lists: undefined,
  items: undefined
})

export function list(items: Check, ...rules: Rule[]): Check {
  const ofItems: Rule = (value, issues) => {
    if (!Array.isArray(value)) return true
    let valid = true
    for (let index = 0; index < value.length; index++) {
      if (run(items, value[index], value as unknown as Dictionary, index, issues)) continue
      if (!issues) return false
      valid = false
    }
    return valid
  }
  return { types: ['array'], rules: [...rules, ofItems], fields: undefined, lists: undefined, items }
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
  const keys = [...known.keys()]
  const checks = [...known.values()]
  // AJV counts inherited keys: a field named "constructor" is never absent.
  const hasInherited = keys.some((key) => key in Object.prototype)
  const ofObject: Rule = (value, issues) => {
    if (!isRecord(value)) return true
    let valid = true
    for (const key of required) {
      if (value[key] !== undefined) continue
      if (!issues) return false
      valid = false
      issues.push(issue('required', { missingProperty: key }, `must have required property '${key}'`))
    }
    let present = 0
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index]!
      const item = value[key]
      if (item === undefined) continue
      present++
      if (run(checks[index]!, item, value, key, issues)) continue
      if (!issues) return false
      valid = false
    }
    // Most payloads have fields only, which counting tells faster than asking for each key.
    if (!isOpen && (hasInherited || present !== Object.keys(value).length)) removeUnknown(value, known)
    return valid
  }
  const lists = keys.filter((key) => known.get(key)!.types[0] === 'array')
  return { types, rules: [...rules, ofObject], fields: known, lists, items: undefined }
}

function removeUnknown(value: Dictionary, known: ReadonlyMap<string, Check>): void {
  for (const key of Object.keys(value)) if (!known.has(key)) Reflect.deleteProperty(value, key)
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
  if (types.length === 1 ? isType(value, types[0]!) : types.length === 0 || hasType(value, types)) {
    if (rules.length === 0) return true
  } else {
    const item = isUncoercible(types) ? value : unwrapped(value)
    const coerced = coerceToOne(value, item, types)
    value = coerced === undefined ? item : coerced
    if (coerced !== undefined) {
      if (holder) holder[key] = coerced
    } else {
      if (!issues) return false
      valid = false
      const type = types.length === 1 ? types[0] : types
      issues.push(issue('type', { type, actual: kindOf(item) }, `must be ${types.join(',')}`))
    }
  }
  for (const rule of rules) {
    if (rule(value, issues)) continue
    if (!issues) return false
    valid = false
  }
  if (!valid && issues && holder) {
    const step = `/${String(key).replace(/~/g, '~0').replace(/\//g, '~1')}`
    for (let index = before; index < issues.length; index++) {
      issues[index]!.instancePath = step + issues[index]!.instancePath
    }
  }
  return valid
}

/** A list of one counts as its item, in messages and for further rules even when that is of a wrong type, too. */
const unwrapped = (value: unknown): unknown =>
  Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value

function coerceToOne(value: unknown, item: unknown, types: readonly JsonType[]): unknown {
  // With several types AJV asks the item of a list of one to be of all of them, so that it counts only if it must be
  // coerced: [5] becomes "5" in a date, ["2024-01-01"] is refused.
  if (item !== value && types.length === 1 && hasType(item, types)) return item
  for (const type of types) {
    const coerced = coerce(item, type)
    if (coerced !== undefined) return coerced
  }
  return undefined
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
      return typeof value === 'string'
    case 'boolean':
      return typeof value === 'boolean'
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
