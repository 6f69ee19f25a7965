/**
 * What an Actions destination can have and a Function cannot: refused when the destination would not work without it,
 * named and left out otherwise.
 */
import type { DestinationDefinition } from '@segment/actions-core'
import type { RateLimit } from '../../runtime/author/types.ts'
import type { Subscription } from '../types.ts'
import type { Place } from './place.ts'
import { refuse } from './place.ts'

/** @throws {@link UserError} for a rate limit that nobody could keep to */
export function checkRateLimit(definition: DestinationDefinition, place: Place): void {
  const { rateLimit } = definition as { rateLimit?: Partial<RateLimit> }
  if (rateLimit === undefined) return
  const { requests, seconds, source } = rateLimit
  const isCount = (value: unknown): boolean =>
    typeof value === 'number' && Number.isFinite(value) && value > 0
  if (!isCount(requests) || !isCount(seconds) || typeof source !== 'string' || source.trim() === '')
    refuse(
      place,
      ': rateLimit does not say how many requests in how many seconds, and where the vendor says so.',
      "Write rateLimit: { requests: 600, seconds: 60, source: 'https://…' }."
    )
}

/** @throws {@link UserError} naming what of an action, which a preset of the function names, cannot work */
export function checkAction(definition: DestinationDefinition, name: string, place: Place): void {
  const action = definition.actions[name]!
  if ('performPoll' in action || 'poll' in action) {
    refuse(
      place,
      `: the action "${name}" has performPoll, but a Function ends with its event.`,
      'Leave its presets out.'
    )
  }
  if (typeof action.perform !== 'function') {
    refuse(
      place,
      `: the action "${name}" has no perform.`,
      'Add it; performBatch alone cannot serve single events.'
    )
  }
  const { idempotencyKey: key } = action as { idempotencyKey?: unknown }
  if (key !== undefined && typeof key !== 'function' && (typeof key !== 'string' || key.trim() === '')) {
    refuse(
      place,
      `: idempotencyKey of the action "${name}" is neither a name nor a function.`,
      "Name the member of the request's body, the parameter of its query or the header by which the vendor knows a repeat, or write a function of the request."
    )
  }
}

/** @returns a sentence for each part of the definition that the subscriptions do without */
export function ignoredParts(definition: DestinationDefinition, subscriptions: Subscription[]): string[] {
  const used = [...new Set(subscriptions.map(({ action }) => action))]
  const named = new Set(definition.presets?.map((preset) => preset.partnerAction))
  return [
    ...Object.keys(definition.actions)
      .filter((name) => !named.has(name))
      .map((name) => `no preset uses ${name}, so no event reaches this action`),
    ...('asyncActions' in definition
      ? ['asyncActions are left out: they are asked later how they went, and a Function ends with its event']
      : []),
    ...('audienceConfig' in definition
      ? ['audienceConfig is left out: Functions are not told when an audience is made']
      : []),
    ...used.flatMap((name) => {
      const action = definition.actions[name]!
      return [
        ...(action.hooks
          ? [`action ${name}: hooks are left out, as they run when a mapping is saved in Segment`]
          : []),
        ...(action.dynamicFields || Object.values(action.fields).some((field) => field.dynamic)
          ? [
              `action ${name}: dynamic fields are left out, as their choices are fetched while a mapping is edited`
            ]
          : [])
      ]
    })
  ]
}
