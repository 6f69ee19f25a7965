/**
 * What runs between mapping and `perform`, in the order of `Action.execute` of `@segment/actions-core`: empty values are
 * removed (remove-empty-values), single values become lists where a list is wanted (arrify), and the payload is
 * validated (schema-validation).
 */
import type { JSONObject } from '@segment/actions-core'
import type { Check } from './check.ts'
import { isAsExpected, run } from './check.ts'
import { isObject } from './mapping.ts'
import type { ValidationIssue, Validator } from '../author/types.ts'

export { check, list, record } from './check.ts'
export * from './check-types.ts'
export { describeIssues } from './issues.ts'
export * from './rules.ts'

/** Actions-core hands this field to `perform` as the mapping gave it. */
const exempt = 'dynamicAuthSettings'

/**
 * @param payloadCheck - of all fields of an action
 * @param lists - keys of the fields that take several values: a single one becomes a list of one
 */
export function validator(payloadCheck: Check, lists: string[] = []): Validator {
  return (payload, isBatch = false) => {
    const isUsual = isObject(payload) && !Object.hasOwn(payload, exempt)
    if (isUsual && isAsExpected(payloadCheck, payload, !isBatch))
      return { payload: payload as JSONObject, issues: [] }
    const cleaned = withoutEmpty(payload, payloadCheck, !isBatch)
    const issues: ValidationIssue[] = []
    if (isObject(cleaned)) {
      const kept = cleaned[exempt]
      for (const key of lists) {
        const value = Object.hasOwn(cleaned, key) ? cleaned[key] : undefined
        if (value !== undefined && value !== null && !Array.isArray(value)) cleaned[key] = [value]
      }
      run(payloadCheck, cleaned, undefined, '', issues)
      if (kept !== undefined) cleaned[exempt] = kept
    } else run(payloadCheck, cleaned, undefined, '', issues)
    return { payload: cleaned as JSONObject, issues }
  }
}

type Dictionary = Record<string, unknown>

/** Drops null and '' where the type does not take them; at the top of a single event's payload, every ''. */
function withoutEmpty(value: unknown, known: Check | undefined, isTop: boolean): unknown {
  if (!known) return value
  if (!value) return isEmpty(value, known) ? undefined : value
  if (typeof value !== 'object') return value
  const { fields, items } = known
  // Items are judged, not cleaned.
  if (Array.isArray(value)) return items ? value.filter((item) => !isEmpty(item, items)) : value
  return fields && isObject(value) ? withoutEmptyKeys(value, fields, isTop) : value
}

function isEmpty(value: unknown, { types }: Check): boolean {
  if (value === null) return !types.some(({ name }) => name === 'null')
  return value === '' ? !types.some(({ name }) => name === 'a text') : value === undefined
}

/** The payload belongs to the caller alone, so that it is copied only if something must go. */
function withoutEmptyKeys(value: Dictionary, fields: Record<string, Check>, isTop: boolean): Dictionary {
  if (Object.getPrototypeOf(value) !== Object.prototype) return withoutEmptyKeys({ ...value }, fields, isTop)
  const gone: string[] = []
  // for…in reads the values faster than a list of keys would; there is nothing to inherit.
  for (const key in value) {
    const before = value[key]
    if (before && typeof before !== 'object') continue
    const known = Object.hasOwn(fields, key) ? fields[key] : undefined
    const item = withoutEmpty(before, known, false)
    if (item === undefined || (item === '' && isTop)) gone.push(key)
    else if (item !== before) value[key] = item
  }
  return gone.length === 0 ? value : without(value, gone)
}

/** A new object, because one that lost keys by `delete` is slow; entries keep a `__proto__` an own key. */
const without = (value: Dictionary, gone: string[]): Dictionary =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !gone.includes(key)))
