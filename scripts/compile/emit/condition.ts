/**
 * Conditions as JavaScript: a boolean expression that is `validate(condition, event)` of
 * `@segment/destination-subscriptions`.
 */
import type { Comparison, Condition, TextOperator } from '../types.ts'
import { literal } from './literal.ts'
import { emitKeys } from './path.ts'

/**
 * @param condition - as `read/condition.ts` gives it
 * @returns a boolean expression over `event`, an object; it calls `get` of `runtime/emitted/mapping.ts` as `$map.get`
 */
export function emitCondition(condition: Condition): string {
  if (condition.type !== 'group') return emitComparison(condition)
  return `(${condition.children.map(emitCondition).join(condition.operator === 'and' ? ' && ' : ' || ')})`
}

function emitComparison(comparison: Comparison): string {
  const { operator, value } = comparison
  const actual = emitActual(comparison)
  const expected = literal(value)
  switch (operator) {
    case '=':
    case 'number_equals':
      return `${actual} === ${expected}`
    case '!=':
      return `${actual} !== ${expected}`
    case 'number_not_equals':
      return `(typeof ${actual} === "number" && ${actual} !== ${expected})`
    case '<':
    case '<=':
    case '>':
    case '>=':
      return `(typeof ${actual} === "number" && ${actual} ${operator} ${expected})`
    case 'exists':
      return `${actual} != null`
    case 'not_exists':
      return `${actual} == null`
    case 'is_true':
      return `${actual} === true`
    case 'is_false':
      return `${actual} === false`
    case 'contains':
    case 'starts_with':
    case 'ends_with':
      return `(typeof ${actual} === "string" && ${actual}.${textMethods[operator]}(${expected}))`
    case 'not_contains':
    case 'not_starts_with':
    case 'not_ends_with': {
      // A negated test, too, is true for texts only.
      const method = textMethods[operator.slice('not_'.length) as TextOperator]
      return `(typeof ${actual} === "string" && !${actual}.${method}(${expected}))`
    }
    default:
      return operator satisfies never
  }
}

const textMethods: Record<TextOperator, string> = {
  contains: 'includes',
  starts_with: 'startsWith',
  ends_with: 'endsWith'
}

/** @returns an expression over `event`: the value that a comparison looks at */
export function emitActual({ type, name }: Comparison): string {
  switch (type) {
    case 'event-type':
      return 'event.type'
    case 'event':
    case 'name':
    case 'userId':
      return `event.${type}`
    case 'event-property':
      return emitKeys(keysOf(name!), 'event.properties', false)
    case 'event-trait':
      return emitKeys(keysOf(name!), 'event.traits', false)
    case 'event-context':
      return emitKeys(keysOf(name!), 'event.context', false)
  }
}

/** Destination-subscriptions has a way of its own to split a path. */
const keysOf = (name: string): string[] => name.match(/([^[.\]])+/g) ?? []
