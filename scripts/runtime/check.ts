/**
 * The parts that emitted validators are made of. Together they do what AJV does with the schemas that
 * `fieldsToJsonSchema` of `@segment/actions-core` makes, under actions-core's options (schema-validation.js):
 * `coerceTypes: 'array'`, `allErrors`, `removeAdditional`. Order and coercions are AJV's, down to those inside `if`.
 */
import { array, object } from './check-types.ts'
import type { Type } from './check-types.ts'
import { isObject } from './text.ts'
import type { ValidationIssue } from './types.ts'

type Dictionary = Record<string, unknown>

/**
 * Tests a value, changing what is inside it where AJV does. Without a list for the issues it stops at the first one, as
 * AJV does inside `if`.
 */
export type Rule = (value: unknown, issues?: ValidationIssue[]) => boolean

/** A schema: its types, its other rules in AJV's order, and what removing empty values needs to know. */
export interface Check {
  types: readonly Type[]
  rules: readonly Rule[]
  fields: ReadonlyMap<string, Check> | undefined
  /** The fields that are lists. */
  lists: readonly string[] | undefined
  items: Check | undefined
}

// All checks have the same keys in the same order, which keeps them fast to read.
export const check = (types: Type[], ...rules: Rule[]): Check => ({
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
  return { types: [array], rules: [...rules, ofItems], fields: undefined, lists: undefined, items }
}

/**
 * @param types - object, or none for a part of a condition
 * @param isOpen - whether keys that are not fields stay
 */
export function record(
  types: Type[],
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
    if (!isObject(value)) return true
    let valid = true
    for (const key of required) {
      if (value[key] !== undefined) continue
      if (!issues) return false
      valid = false
      issues.push({ path: [key], message: 'is missing' })
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
  const lists = keys.filter((key) => known.get(key)!.types[0]?.name === 'a list')
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
  if (types.length === 0 || hasType(value, types)) {
    if (rules.length === 0) return true
  } else {
    const item = types.length === 1 && types[0] === object ? value : unwrapped(value)
    const coerced = coerceToOne(value, item, types)
    value = coerced === undefined ? item : coerced
    if (coerced !== undefined) {
      if (holder) holder[key] = coerced
    } else {
      if (!issues) return false
      valid = false
      const wanted = types.map(({ name }) => name).join(' or ')
      issues.push({ path: [], message: `must be ${wanted}, but it is ${kindOf(item)}` })
    }
  }
  for (const rule of rules) {
    if (rule(value, issues)) continue
    if (!issues) return false
    valid = false
  }
  if (!valid && issues && holder) {
    for (let index = before; index < issues.length; index++) issues[index]!.path.unshift(String(key))
  }
  return valid
}

/** A list of one counts as its item, in messages and for further rules even when that is of a wrong type, too. */
const unwrapped = (value: unknown): unknown =>
  Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value

function coerceToOne(value: unknown, item: unknown, types: readonly Type[]): unknown {
  // With several types AJV asks the item of a list of one to be of all of them, so that it counts only if it must be
  // coerced: [5] becomes "5" in a date, ["2024-01-01"] is refused.
  if (item !== value && types.length === 1 && hasType(item, types)) return item
  for (const type of types) {
    const coerced = type.coerce(item)
    if (coerced !== undefined) return coerced
  }
  return undefined
}

function hasType(value: unknown, types: readonly Type[]): boolean {
  for (const type of types) if (type.is(value)) return true
  return false
}

/** What a value is, without saying what it holds. The words are those of the types, most of which need not ship. */
function kindOf(value: unknown): string {
  const kinds: Record<string, string> = { string: 'a text', number: 'a number', boolean: 'true or false' }
  return kinds[typeof value] ?? (Array.isArray(value) ? 'a list' : value ? object.name : 'null')
}
