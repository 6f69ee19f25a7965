/** The way of an event through a function, as the page shows it: conditions, mappings, and what validation made of values. */
import type { ResolvedFunction } from '../compile/types.ts'
import { explainEvent } from '../explain/index.ts'
import type { EventExplanation, ExplainedField, TakenEvent, WrittenIn } from '../explain/index.ts'
import type { FunctionConfig } from '../input/config.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { checkFields } from './validation.ts'
import type { Checked } from './validation.ts'

export interface WayField extends ExplainedField {
  writtenIn: WrittenIn
  /** The directive or value that fills the field. */
  mapping?: unknown
  checked: Checked
}

export type WayTaken = Omit<TakenEvent, 'fields'> & { fields?: WayField[] }

export interface Way {
  taken: WayTaken[]
  passed: EventExplanation['passed']
}

/** @param config - what the function was resolved from */
export function wayOf(fn: ResolvedFunction, config: FunctionConfig, event: SegmentEvent): Way {
  // A deletion goes to the definition's own handler; no preset is asked.
  if (event.type === 'delete') return { taken: [], passed: [] }
  const { taken, passed } = explainEvent(fn, config, event)
  return {
    taken: taken.map(({ fields, ...rest }) => ({
      ...rest,
      ...(fields && { fields: withChecks(fn, rest, fields) })
    })),
    passed
  }
}

function withChecks(
  fn: ResolvedFunction,
  { preset, action }: TakenEvent,
  fields: NonNullable<TakenEvent['fields']>
): WayField[] {
  const mapping: Record<string, unknown> =
    fn.subscriptions.find((subscription) => subscription.preset === preset)?.mapping ?? {}
  const given = fields.filter((field) => 'value' in field).map(({ field, value }) => [field, value] as const)
  const checked = checkFields(fn, action, Object.fromEntries(given))
  const shown = fields.map((field) => ({
    ...field,
    ...(Object.hasOwn(mapping, field.field) && { mapping: mapping[field.field] }),
    checked: checked[field.field] ?? ({ kind: 'absent' } as const)
  }))
  const unmapped = Object.entries(checked).filter(([name]) => !fields.some(({ field }) => field === name))
  return [
    ...shown,
    ...unmapped.map(([field, one]) => ({
      field,
      from: 'nothing',
      writtenIn: 'default of the field' as const,
      checked: one
    }))
  ]
}
