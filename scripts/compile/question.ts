/** One question of a condition in words: for whoever says why an event was not taken, here and in the compiled function. */
import type { Comparison } from './types.ts'

/** @returns where the event is looked at: `event`, `properties.plan` */
export function pathOf({ type, name }: Comparison): string {
  switch (type) {
    case 'event-type':
      return 'type'
    case 'event-property':
      return `properties.${name}`
    case 'event-trait':
      return `traits.${name}`
    case 'event-context':
      return `context.${name}`
    case 'event':
    case 'name':
    case 'userId':
      return type
  }
}

/**
 * @param wanted - all values that would do, where several questions are alternatives
 * @returns what an event must have there: `"Order Completed"`, `at least 5`, `it`
 */
export function wishOf(
  { operator, value }: Comparison,
  wanted: (string | number)[] = value === undefined ? [] : [value]
): string {
  const text = JSON.stringify(value)
  switch (operator) {
    case '=':
    case 'number_equals':
      return wanted.map((one) => JSON.stringify(one)).join(' or ')
    case '!=':
    case 'number_not_equals':
      return `anything but ${text}`
    case '<':
      return `less than ${text}`
    case '<=':
      return `at most ${text}`
    case '>':
      return `more than ${text}`
    case '>=':
      return `at least ${text}`
    case 'exists':
      return 'it'
    case 'not_exists':
      return 'it absent'
    case 'is_true':
      return 'true'
    case 'is_false':
      return 'false'
    case 'contains':
      return `a text that contains ${text}`
    case 'not_contains':
      return `a text that does not contain ${text}`
    case 'starts_with':
      return `a text that begins with ${text}`
    case 'not_starts_with':
      return `a text that does not begin with ${text}`
    case 'ends_with':
      return `a text that ends with ${text}`
    case 'not_ends_with':
      return `a text that does not end with ${text}`
  }
}
