/** Conditions as what must hold at once, and whether that can be. */
import type { Comparison, Condition } from '../../compile/types.ts'

/** Beyond so many ways to fulfil a condition, nothing is said of it. */
const waysAtMost = 500

/**
 * @returns each way to fulfil the condition, as comparisons that must all hold; undefined when there are too many
 */
export function waysOf(condition: Condition): Comparison[][] | undefined {
  if (condition.type !== 'group') return [[condition]]
  const parts = condition.children.map(waysOf)
  if (parts.some((part) => part === undefined)) return undefined
  const known = parts as Comparison[][][]
  const ways =
    condition.operator === 'or'
      ? known.flat()
      : known.reduce<Comparison[][]>(
          (before, part) =>
            before.length * part.length > waysAtMost
              ? before
              : before.flatMap((one) => part.map((other) => [...one, ...other])),
          [[]]
        )
  return ways.length > waysAtMost ? undefined : ways
}

/** Whether an event could fulfil all of them, as far as their texts and numbers tell. */
export function canHold(comparisons: Comparison[]): boolean {
  return comparisons.every((one, index) =>
    comparisons.slice(index + 1).every((other) => !sameSubject(one, other) || bothHold(one, other))
  )
}

const sameSubject = (one: Comparison, other: Comparison): boolean =>
  one.type === other.type && one.name === other.name

function bothHold(one: Comparison, other: Comparison): boolean {
  const [value, test] = one.operator === '=' ? [one.value, other] : [other.value, one]
  if (one.operator === '=' || other.operator === '=') return holdsFor(value, test)
  const operators = [one.operator, other.operator]
  const are = (a: string, b: string): boolean =>
    operators.includes(a as never) && operators.includes(b as never) && a !== b
  return !(are('exists', 'not_exists') || are('is_true', 'is_false'))
}

/** Whether a text can be what else is asked of it. */
function holdsFor(value: string | number | undefined, { operator, value: wanted }: Comparison): boolean {
  const text = String(value)
  const other = String(wanted)
  const number = Number(value)
  switch (operator) {
    case '=':
      return text === other
    case '!=':
      return text !== other
    case 'contains':
      return text.includes(other)
    case 'not_contains':
      return !text.includes(other)
    case 'starts_with':
      return text.startsWith(other)
    case 'not_starts_with':
      return !text.startsWith(other)
    case 'ends_with':
      return text.endsWith(other)
    case 'not_ends_with':
      return !text.endsWith(other)
    case '<':
      return Number.isNaN(number) || number < Number(wanted)
    case '<=':
      return Number.isNaN(number) || number <= Number(wanted)
    case '>':
      return Number.isNaN(number) || number > Number(wanted)
    case '>=':
      return Number.isNaN(number) || number >= Number(wanted)
    case 'number_equals':
      return Number.isNaN(number) || number === Number(wanted)
    case 'number_not_equals':
      return Number.isNaN(number) || number !== Number(wanted)
    case 'not_exists':
      return false
    case 'exists':
    case 'is_true':
    case 'is_false':
      return true
    default:
      return operator satisfies never
  }
}
