/** What a function makes of an event before it sends anything: which presets take it and with what, and why others do not. */
import type { ResolvedFunction, Subscription } from '../compile/types.ts'
import type { FunctionConfig } from '../input/config.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { explainCondition } from './condition.ts'
import type { FailedPart } from './condition.ts'
import { explainMapping } from './mapping.ts'
import type { ExplainedField } from './mapping.ts'

export { explainCondition, takes } from './condition.ts'
export { explainMapping } from './mapping.ts'
export type { FailedPart } from './condition.ts'
export type { ExplainedField } from './mapping.ts'

/** Who wrote a field's mapping; a later one goes before an earlier one. */
export type WrittenIn = 'default of the field' | 'preset' | 'segment.config.json'

export interface TakenEvent {
  preset: string
  action: string
  fields?: (ExplainedField & { writtenIn: WrittenIn })[]
  /** Why the mapping cannot be used for the event, instead of the fields. */
  unusable?: string
}

export interface EventExplanation {
  taken: TakenEvent[]
  passed: { preset: string; failed: FailedPart[] }[]
}

/** @param config - what the function was resolved from */
export function explainEvent(
  fn: ResolvedFunction,
  config: FunctionConfig,
  event: SegmentEvent
): EventExplanation {
  const judged = fn.subscriptions.map((subscription) => ({
    subscription,
    failed: explainCondition(subscription.condition, event)
  }))
  return {
    taken: judged
      .filter(({ failed }) => failed.length === 0)
      .map(({ subscription }) => ({
        preset: subscription.preset,
        action: subscription.action,
        ...fieldsOf(fn, config, subscription, event)
      })),
    passed: judged
      .filter(({ failed }) => failed.length > 0)
      .map(({ subscription, failed }) => ({ preset: subscription.preset, failed }))
  }
}

function fieldsOf(
  fn: ResolvedFunction,
  config: FunctionConfig,
  subscription: Subscription,
  event: SegmentEvent
): Pick<TakenEvent, 'fields' | 'unusable'> {
  try {
    const fields = explainMapping(subscription.mapping, event)
    return {
      fields: fields.map((one) => ({ ...one, writtenIn: writtenIn(fn, config, subscription, one.field) }))
    }
  } catch (error) {
    return { unusable: (error as Error).message }
  }
}

function writtenIn(
  { definition }: ResolvedFunction,
  config: FunctionConfig,
  { preset: name }: Subscription,
  field: string
): WrittenIn {
  const override = config.presets?.[name]
  if (typeof override === 'object' && override.mapping && field in override.mapping)
    return 'segment.config.json'
  const preset = definition.presets?.find((candidate) => candidate.name === name)
  return preset?.mapping && field in preset.mapping ? 'preset' : 'default of the field'
}
