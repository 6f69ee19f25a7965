/**
 * Why a preset does not take an event: the parts of its condition that are false, with what the event has there. Whether a
 * part is true is asked of Segment's own evaluator, so that an explanation cannot disagree with it.
 */
import leven from 'leven'
import { pathOf, wishOf } from '../compile/question.ts'
import type { Comparison, Condition } from '../compile/types.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { actionsCore, destinationSubscriptions } from '../shared/actions-core.ts'

export interface FailedPart {
  /** Where the event was looked at: `event`, `properties.plan`. */
  path: string
  /** Absent where the event has nothing there. */
  value?: unknown
  /** Values that would have done, the nearest first; none where another question was asked. */
  wanted: (string | number)[]
  /** `event is "order completed", the preset wants "Order Completed"` */
  text: string
}

/**
 * @param condition - of a resolved subscription
 * @returns the parts that are false; none when the condition takes the event. Of alternatives all are named; where the type
 *   of the event is wrong, nothing else.
 */
export function explainCondition(condition: Condition, event: SegmentEvent): FailedPart[] {
  if (takes(condition, event)) return []
  if (condition.type !== 'group') return [failedPart([condition], event)]
  if (condition.operator === 'or') return alternatives(condition.children, event)
  const failed = condition.children.flatMap((child) => explainCondition(child, event))
  const ofType = failed.filter(({ path }) => path === 'type')
  return ofType.length > 0 ? ofType : failed
}

/** @returns whether the condition of a resolved subscription takes the event, as Segment's own evaluator has it */
export function takes(condition: Condition, event: SegmentEvent): boolean {
  const group = { type: 'group', operator: 'and', children: [condition] }
  return destinationSubscriptions.validate(group as never, event)
}

/** Values of one path are one part: `event is "x", the preset wants "A" or "B"`. */
function alternatives(children: Condition[], event: SegmentEvent): FailedPart[] {
  const equals = new Map<string, Comparison[]>()
  const others: Condition[] = []
  for (const child of children) {
    if (child.type === 'group' || child.operator !== '=') others.push(child)
    else equals.set(pathOf(child), [...(equals.get(pathOf(child)) ?? []), child])
  }
  return [
    ...[...equals.values()].map((same) => failedPart(same, event)),
    ...others.flatMap((child) => explainCondition(child, event))
  ]
}

/** @param questions - all about the same path; several of them are alternatives for its value */
function failedPart(
  questions: [Comparison, ...Comparison[]] | Comparison[],
  event: SegmentEvent
): FailedPart {
  const question = questions[0]!
  const path = pathOf(question)
  const value: unknown = actionsCore.get(event as never, path)
  const wanted = asksForValue(question)
    ? questions
        .flatMap((one) => one.value ?? [])
        .sort((one, other) => distance(one, value) - distance(other, value))
    : []
  const has = value === undefined || value === null ? 'absent' : JSON.stringify(value)
  return {
    path,
    ...(value !== undefined && { value }),
    wanted,
    text: `${path} is ${has}, the preset wants ${wishOf(question, wanted)}`
  }
}

const asksForValue = ({ operator }: Comparison): boolean => operator === '=' || operator === 'number_equals'

const distance = (wanted: unknown, value: unknown): number =>
  leven(String(wanted).toLowerCase(), String(value).toLowerCase())
