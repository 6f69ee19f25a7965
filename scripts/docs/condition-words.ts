/** Subscriptions in words: `type = "track" and event = "Sign Up"` is "Track calls where the event is “Sign Up”". */
import { readFql } from '../compile/read/fql.ts'
import type { Comparison, Condition, Group } from '../compile/types.ts'
import { code, listOf } from './markdown.ts'

/** @param fql - a subscription that compiles */
export function conditionInWords(fql: string): string {
  const words = eventsOf(readFql(fql))
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function eventsOf(condition: Condition): string {
  const types = typesOf(condition)
  if (types) return `${listOf(types, 'or')} calls`
  if (condition.type !== 'group') return `events where ${clause(condition)}`
  if (condition.operator === 'or') return condition.children.map(eventsOf).join(', or ')
  const typed = condition.children.find((child) => typesOf(child))
  const rest = condition.children.filter((child) => child !== typed)
  return `${typed ? eventsOf(typed) : 'events'} where ${clauses(rest).join(' and ')}`
}

/** What a condition says when it says nothing but types. */
function typesOf(condition: Condition): string[] | undefined {
  if (condition.type === 'event-type' && condition.operator === '=') return [String(condition.value)]
  if (condition.type !== 'group') return undefined
  if (condition.operator === 'and' && condition.children.length > 1) return undefined
  const types = condition.children.map(typesOf)
  return types.every((some) => some !== undefined) ? types.flat() : undefined
}

/** Exclusions of one thing are joined: "the event is none of “a” and “b”". */
function clauses(conditions: Condition[]): string[] {
  const isExclusion = (condition: Condition): condition is Comparison =>
    condition.type === 'event' && condition.operator === '!='
  const excluded = conditions.filter(isExclusion)
  if (excluded.length < 2) return conditions.map(clause)
  const others = conditions.filter((condition) => !isExclusion(condition))
  const names = excluded.map(({ value }) => quote(value))
  return [...others.map(clause), `the event is none of ${listOf(names, 'and')}`]
}

function clause(condition: Condition): string {
  if (condition.type === 'group') return groupClause(condition)
  const { operator, value } = condition
  return `${subjectOf(condition)} ${verbs[operator] ?? operator}${value === undefined ? '' : ` ${quote(value)}`}`
}

const groupClause = ({ operator, children }: Group): string =>
  `(${children.map(clause).join(` ${operator} `)})`

const verbs: Record<string, string> = {
  '=': 'is',
  '!=': 'is not',
  number_equals: 'is',
  number_not_equals: 'is a number other than',
  '<': 'is below',
  '<=': 'is at most',
  '>': 'is above',
  '>=': 'is at least',
  exists: 'is set',
  not_exists: 'is not set',
  is_true: 'is true',
  is_false: 'is false',
  contains: 'contains',
  not_contains: 'does not contain',
  starts_with: 'starts with',
  not_starts_with: 'does not start with',
  ends_with: 'ends with',
  not_ends_with: 'does not end with'
}

function subjectOf({ type, name }: Comparison): string {
  switch (type) {
    case 'event-type':
      return 'the type'
    case 'event':
    case 'name':
      return `the ${type}`
    case 'userId':
      return code(type)
    case 'event-property':
      return code(`properties.${name!}`)
    case 'event-trait':
      return code(`traits.${name!}`)
    case 'event-context':
      return code(`context.${name!}`)
  }
}

const quote = (value: string | number | undefined): string =>
  typeof value === 'string' ? `“${value}”` : String(value)
