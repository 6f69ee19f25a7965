/** What may have come to the vendor twice, and whether it knows the repeats: the same words whichever way a backfill goes. */
import type { ResolvedFunction } from '../../compile/types.ts'

/** Presets by whether their action says what its vendor knows a repeated request by (`idempotencyKey`); or all is known. */
export type Repeats = 'known' | { known: string[]; unknown: string[] }

export function repeatsOf({ definition, subscriptions }: ResolvedFunction): Repeats {
  const actions = definition.actions as Record<string, { idempotencyKey?: unknown }>
  const isKnown = subscriptions.map(({ action }) => actions[action]?.idempotencyKey !== undefined)
  const named = (wanted: boolean) =>
    subscriptions.filter((_, index) => isKnown[index] === wanted).map(({ preset }) => preset)
  return { known: named(true), unknown: named(false) }
}

/** @param count - events whose end nobody saw */
export const sayRepeats = (count: number, what: string, repeats: Repeats): string =>
  `Up to ${count.toLocaleString('en')} events were under way when ${what} was stopped; they were sent again, so they may have arrived twice. ${protection(repeats)}`

function protection(repeats: Repeats): string {
  if (repeats === 'known') return 'A repeat is known by its messageId.'
  const { known, unknown } = repeats
  if (known.length === 0) return 'The vendor knows no repeat.'
  return `The vendor knows a repeat of ${listed(known)}${unknown.length > 0 ? `, and none of ${listed(unknown)}` : ''}.`
}

const listed = (presets: string[]): string => presets.map((preset) => `"${preset}"`).join(', ')
