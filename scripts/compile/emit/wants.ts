/**
 * What a preset asks of an event besides its type, as JavaScript: so that a function can say why it does not take one.
 */
import { pathOf, wishOf } from '../question.ts'
import type { Comparison, Condition } from '../types.ts'
import { emitActual, emitCondition } from './condition.ts'
import { literal } from './literal.ts'

/**
 * @param condition - as `read/condition.ts` gives it
 * @returns a function of the event, in the form of `SubscriptionSpec.wants`; undefined where the condition asks for nothing
 *   that a few words would tell
 */
export function emitWants(condition: Condition): string | undefined {
  const parts = partsOf(condition)
  const questions = parts.flatMap(emitQuestion)
  if (questions.length === 0) return undefined
  const types = parts.filter(asksForType).map(emitCondition)
  const list = `[${questions.join(', ')}]`
  return `(event) => ${types.length > 0 ? `${types.join(' && ')} ? ${list} : []` : list}`
}

const partsOf = (condition: Condition): Condition[] =>
  condition.type === 'group' && condition.operator === 'and'
    ? condition.children.flatMap(partsOf)
    : [condition]

const asksForType = (condition: Condition): boolean =>
  condition.type === 'group' ? condition.children.every(asksForType) : condition.type === 'event-type'

/** Values of one path that are alternatives are one question; other alternatives would take too many words. */
function emitQuestion(part: Condition): string[] {
  const questions = part.type === 'group' ? part.children.flatMap(equality) : [part]
  const paths = new Set(questions.map(pathOf))
  const isWhole = part.type !== 'group' || questions.length === part.children.length
  if (asksForType(part) || !isWhole || paths.size > 1) return []
  const wish =
    part.type === 'group'
      ? wishOf(
          questions[0]!,
          questions.flatMap(({ value }) => value ?? [])
        )
      : wishOf(part)
  const path = literal(pathOf(questions[0]!))
  return [`[${path}, ${emitActual(questions[0]!)}, ${emitCondition(part)}, ${literal(wish)}]`]
}

const equality = (condition: Condition): Comparison[] =>
  condition.type !== 'group' && condition.operator === '=' ? [condition] : []
