/**
 * What runs between mapping and `perform`, in the order of `Action.execute` of `@segment/actions-core`: empty values are
 * removed (remove-empty-values), single values become lists where a list is wanted (arrify), and the payload is
 * validated (schema-validation).
 */
import type { JSONObject } from '@segment/actions-core'
import type { Check } from './check.ts'
import { run } from './check.ts'
import type { ValidationIssue, Validator } from './types.ts'

export { check, list, record } from './check.ts'
export { describeIssues } from './issues.ts'
export * from './rules.ts'

/** Actions-core hands this field to `perform` as the mapping gave it. */
const exempt = 'dynamicAuthSettings'

/** @param payloadCheck - of all fields of an action */
export function validator(payloadCheck: Check): Validator {
  return (payload, isBatch = false) => {
    const cleaned = withoutEmpty(payload, payloadCheck, !isBatch)
    const issues: ValidationIssue[] = []
    if (isObject(cleaned)) {
      const kept = cleaned[exempt]
      arrify(cleaned, payloadCheck)
      run(payloadCheck, cleaned, undefined, '', issues)
      if (kept !== undefined) cleaned[exempt] = kept
    } else run(payloadCheck, cleaned, undefined, '', issues)
    return { payload: cleaned as JSONObject, issues }
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Object]'

/** Drops null and '' where the type does not take them; at the top of a single event's payload, every ''. */
function withoutEmpty(value: unknown, known: Check | undefined, isTop: boolean): unknown {
  if (!known) return value
  if (Array.isArray(value)) {
    const { items } = known
    // Items are judged, not cleaned.
    return items ? value.filter((item) => withoutEmpty(item, items, false) !== undefined) : value
  }
  if (typeof value === 'object' && value !== null && isObject(value)) {
    const { fields } = known
    if (!fields) return value
    const cleaned: Record<string, unknown> = {}
    for (const key of Object.keys(value)) {
      const item = withoutEmpty(value[key], fields.get(key), false)
      if (item === undefined || (item === '' && isTop)) continue
      if (key !== '__proto__') cleaned[key] = item
      else
        Object.defineProperty(cleaned, key, {
          value: item,
          enumerable: true,
          configurable: true,
          writable: true
        })
    }
    return cleaned
  }
  if (value === null) return known.types.includes('null') ? value : undefined
  if (value === '') return known.types.includes('string') ? value : undefined
  return value
}

function arrify(payload: Record<string, unknown>, { fields }: Check): void {
  for (const [key, field] of fields ?? []) {
    if (field.types[0] !== 'array' || !Object.hasOwn(payload, key)) continue
    const value = payload[key]
    if (value !== undefined && value !== null && !Array.isArray(value)) payload[key] = [value]
  }
}
