/**
 * Subscriptions as JavaScript: `emitCondition` gives a boolean expression that is `validate(parseFql(fql), event)` of
 * `@segment/destination-subscriptions`. That parser never fails on much; where it read something other than what is
 * written, the condition is refused, because the subscription would silently take the wrong events.
 */
import { isDeepStrictEqual } from 'node:util'
import { destinationSubscriptions } from '../../shared/actions-core.ts'
import { UserError } from '../../shared/errors.ts'
import type { EventType } from '../../runtime/author/types.ts'
import { emitKeys } from './value.ts'
import type { Comparison, Condition, Group } from '../read/fql.ts'
import { FqlError, readFql } from '../read/fql.ts'
import { literal } from './literal.ts'

/** What FQL can ask for; Segment sends `delete` to a function by itself, never to a subscription. */
const eventTypes = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const

/**
 * @param fql - a subscription: `type = "track" and event = "Signed Up"`
 * @param place - where it stands, for errors
 * @returns a boolean expression over `event`, an object; it calls `get` of `runtime/mapping.ts` as `$map.get`
 * @throws {@link UserError} (definition) when the condition cannot be read, is read as something else than what is
 *   written, or can never be true
 */
export function emitCondition(fql: string, place = 'subscribe'): string {
  const condition = parse(fql, place)
  if (typesOf(condition).length === 0) {
    throw refusal(fql, place, 'can never be true', `A condition on type has one of ${eventTypes.join(', ')}.`)
  }
  return emitGroup(condition)
}

/**
 * The types of events that a condition can be true for, so which handlers a function needs.
 *
 * @returns a subset of identify, track, page, screen, group, alias; never delete
 * @throws {@link UserError} (definition) as {@link emitCondition} does for what cannot be read
 */
export function eventTypesOf(fql: string, place = 'subscribe'): EventType[] {
  return typesOf(parse(fql, place))
}

function parse(fql: string, place: string): Group {
  let written: Group
  try {
    written = readFql(fql)
  } catch (error) {
    if (!(error instanceof FqlError)) throw error
    throw refusal(fql, place, error.message, undefined, error)
  }
  const read = destinationSubscriptions.parseFql(fql) as Condition
  if (!isDeepStrictEqual(flat(read), flat(written))) {
    throw refusal(
      fql,
      place,
      "is not read by Segment's parser as it is written",
      'Leave out parentheses inside parentheses, also those of contains() and match(), and put spaces around operators.'
    )
  }
  return written
}

/** Without groups that make no difference: of one condition, or of the operator around them. */
function flat(condition: Condition): Condition {
  if (condition?.type !== 'group') return condition
  const children = condition.children.map(flat)
  if (children.length === 1) return children[0]!
  const { operator } = condition
  return {
    type: 'group',
    operator,
    children: children.flatMap((child) =>
      child?.type === 'group' && child.operator === operator ? child.children : [child]
    )
  }
}

function refusal(fql: string, place: string, reason: string, hint?: string, cause?: unknown): UserError {
  return new UserError('definition', `${place}: the condition ${JSON.stringify(fql)} ${reason}.`, hint, {
    cause
  })
}

function typesOf(condition: Condition): EventType[] {
  return eventTypes.filter((type) => canBeTrue(condition, type))
}

function canBeTrue(condition: Condition, type: EventType): boolean {
  if (condition.type === 'group') {
    return condition.operator === 'and'
      ? condition.children.every((child) => canBeTrue(child, type))
      : condition.children.some((child) => canBeTrue(child, type))
  }
  if (condition.type !== 'event-type') return true
  return (condition.value === type) === (condition.operator === '=')
}

function emitGroup(group: Group): string {
  const children = group.children.map((child) =>
    child.type === 'group' ? emitGroup(child) : emitComparison(child)
  )
  return `(${children.join(group.operator === 'and' ? ' && ' : ' || ')})`
}

function emitComparison({ type, name, operator, value }: Comparison): string {
  const actual = emitActual(type, name)
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
    default:
      return emitTextTest(actual, operator, expected)
  }
}

const textMethods: Record<string, string> = {
  contains: 'includes',
  starts_with: 'startsWith',
  ends_with: 'endsWith'
}

/** A negated test, too, is true for texts only. */
function emitTextTest(actual: string, operator: string, expected: string): string {
  const negated = operator.startsWith('not_')
  const method = textMethods[negated ? operator.slice('not_'.length) : operator]!
  return `(typeof ${actual} === "string" && ${negated ? '!' : ''}${actual}.${method}(${expected}))`
}

function emitActual(type: Comparison['type'], name: string | undefined): string {
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
