/**
 * The parts that emitted validators are made of. Together they do what AJV does with the schemas that
 * `fieldsToJsonSchema` of `@segment/actions-core` makes, under actions-core's options (schema-validation.js):
 * `coerceTypes: 'array'`, `allErrors`, `removeAdditional`. Order and coercions are AJV's, down to those inside `if`.
 */
import { array, object, string } from './check-types.ts'
import type { Type } from './check-types.ts'
import { isObject } from '../author/text.ts'
import type { ValidationIssue } from '../author/types.ts'

type Dictionary = Record<string, unknown>

/**
 * Tests a value, changing what is inside it where AJV does. Without a list for the issues it stops at the first one, as
 * AJV does inside `if`.
 */
export type Rule = (value: unknown, issues?: ValidationIssue[]) => boolean

/** A schema as data: its types, its other rules in AJV's order, and what is inside it. */
export interface Check {
  types: readonly Type[]
  rules: readonly Rule[]
  fields: Readonly<Record<string, Check>> | undefined
  required: readonly string[]
  /** Whether keys that are not fields stay. */
  isOpen: boolean
  items: Check | undefined
  /** Any text will do. */
  isText: boolean
}

// All checks have the same keys in the same order, which keeps them fast to read. Building one does next to no work: it is
// done when a process loads the function, before its first event.
export const check = (types: Type[], ...rules: Rule[]): Check => ({
  types,
  rules,
  fields: undefined,
  required: [],
  isOpen: true,
  items: undefined,
  isText: types[0] === string && types.length === 1 && rules.length === 0
})

export const list = (items: Check, ...rules: Rule[]): Check => ({ ...check([array], ...rules), items })

/** @param types - object, or none for a part of a condition */
export const record = (
  types: Type[],
  fields: Record<string, Check>,
  required: string[],
  isOpen: boolean,
  ...rules: Rule[]
): Check => ({ types, rules, fields, required, isOpen, items: undefined, isText: false })

/**
 * The quick way for what is as it should be, which is most of what comes: looks only at the keys that are there.
 *
 * @param isTop - of a payload of a single event, where every '' is to go
 * @returns whether there was nothing to complain about or to remove; false also where only {@link run} can tell, which may
 *   then take on. What had to be coerced is so in `value`
 */
export function isAsExpected(known: Check, value: Dictionary, isTop: boolean): boolean {
  const { fields, required, isOpen, rules } = known
  // A rule on what holds other values may change those.
  if (!fields || rules.length > 0 || Object.getPrototypeOf(value) !== Object.prototype) return false
  for (const key in value) {
    const item = value[key]
    // Of what is inherited nothing is a check.
    if (typeof item === 'string' && item !== '' && fields[key]?.isText === true) continue
    if (item === undefined || item === null || (isTop && item === '')) return false
    if (Object.hasOwn(fields, key) ? !isExpected(fields[key]!, item, value, key) : !isOpen) return false
  }
  for (const key of required) if (value[key] === undefined) return false
  return true
}

function isExpected(known: Check, value: unknown, holder: Dictionary, key: string): boolean {
  const { types, rules, fields, items } = known
  if (!hasType(value, types)) {
    // A number for a text is common; whether other coercions hold, only what comes after them says.
    const text = types.length === 1 && types[0] === string ? string.coerce(value) : undefined
    if (text === undefined) return false
    holder[key] = value = text
  }
  if (typeof value === 'object')
    return rules.length === 0 && !items && (!fields || isAsExpected(known, value as Dictionary, false))
  for (const rule of rules) if (!rule(value)) return false
  return true
}

/** @returns whether the value is valid; coerces it in `holder[key]` */
export function run(
  known: Check,
  value: unknown,
  holder: Dictionary | undefined,
  key: string | number,
  issues?: ValidationIssue[]
): boolean {
  const { types, rules } = known
  const before = issues ? issues.length : 0
  let valid = true
  if (types.length > 0 && !hasType(value, types)) {
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
  if (known.fields && isObject(value)) {
    if (!runFields(known, known.fields, value, issues)) valid = false
  } else if (known.items && Array.isArray(value)) {
    if (!runItems(known.items, value, issues)) valid = false
  }
  if (!valid && issues && holder) {
    for (let index = before; index < issues.length; index++) issues[index]!.path.unshift(String(key))
  }
  return valid
}

function runFields(
  { required, isOpen }: Check,
  fields: Readonly<Record<string, Check>>,
  value: Dictionary,
  issues?: ValidationIssue[]
): boolean {
  let valid = true
  for (const key of required) {
    if (value[key] !== undefined) continue
    if (!issues) return false
    valid = false
    issues.push({ path: [key], message: 'is missing' })
  }
  for (const key in fields) {
    // Inherited ones count, as in AJV: a field named "constructor" is never absent.
    const item = value[key]
    if (item === undefined || run(fields[key]!, item, value, key, issues)) continue
    if (!issues) return false
    valid = false
  }
  if (!isOpen) {
    for (const key of Object.keys(value)) if (!Object.hasOwn(fields, key)) Reflect.deleteProperty(value, key)
  }
  return valid
}

function runItems(items: Check, list: unknown[], issues?: ValidationIssue[]): boolean {
  let valid = true
  for (let index = 0; index < list.length; index++) {
    if (run(items, list[index], list as unknown as Dictionary, index, issues)) continue
    if (!issues) return false
    valid = false
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
