/**
 * Reads the condition of a subscription. Segment's own parser (`@segment/destination-subscriptions`) never fails on much;
 * where it read something other than what is written, the condition is refused, because the subscription would silently
 * take the wrong events.
 */
import { isDeepStrictEqual } from 'node:util'
import { destinationSubscriptions } from '../../shared/actions-core.ts'
import type { EventType } from '../../runtime/author/types.ts'
import type { Condition, Group } from '../types.ts'
import { FqlError, readFql } from './fql.ts'
import type { Place } from './place.ts'
import { refuse } from './place.ts'

/** What FQL can ask for; Segment sends `delete` to a function by itself, never to a subscription. */
const eventTypes = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const

/**
 * @param fql - a subscription: `type = "track" and event = "Signed Up"`
 * @returns the condition, which is what `parseFql` reads, and the types of events that it can be true for
 * @throws {@link UserError} when the condition cannot be read, is read as something else than what is written, or can never
 *   be true
 */
export function readCondition(fql: string, place: Place): { condition: Group; types: EventType[] } {
  const condition = parse(fql, place)
  const types = typesOf(condition)
  if (types.length > 0) return { condition, types }
  return refuseCondition(
    fql,
    place,
    'can never be true',
    `A condition on type has one of ${eventTypes.join(', ')}.`
  )
}

function parse(fql: string, place: Place): Group {
  let written: Group
  try {
    written = readFql(fql)
  } catch (error) {
    if (!(error instanceof FqlError)) throw error
    return refuseCondition(fql, place, error.message, undefined, error)
  }
  const read = destinationSubscriptions.parseFql(fql) as Condition
  if (!isDeepStrictEqual(flat(read), flat(written))) {
    refuseCondition(
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

const refuseCondition = (fql: string, place: Place, reason: string, hint?: string, cause?: unknown): never =>
  refuse(place, `: the condition ${JSON.stringify(fql)} ${reason}.`, hint, cause)

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
