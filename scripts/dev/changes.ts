/** Changes of presets as the page makes them, and what a function's entry in segment.config.json says with them. */
import type { JSONObject } from '@segment/actions-core'
import type { ResolvedFunction } from '../compile/types.ts'
import { configFile } from '../input/config.ts'
import type { FunctionConfig, PresetConfig } from '../input/config.ts'
import { anyObject, member, objectWith, text as textOf } from '../input/shape.ts'
import type { Part } from '../input/shape.ts'

/** What is to be changed, by preset: its condition, and the mapping of some of its fields. */
export type PresetChanges = Record<string, { subscribe?: string; mapping?: JSONObject }>

/** @throws UserError for anything but `{"Track a sale": {"subscribe": "…", "mapping": {…}}}` */
export function readChanges(part: Part): PresetChanges {
  return Object.fromEntries(
    Object.keys(anyObject(part)).map((preset) => {
      const one = member(part, preset)
      const given = objectWith(one, ['subscribe', 'mapping'])
      return [
        preset,
        {
          ...(given.subscribe !== undefined && { subscribe: textOf(member(one, 'subscribe')) }),
          ...(given.mapping !== undefined && { mapping: anyObject(member(one, 'mapping')) as JSONObject })
        }
      ]
    })
  )
}

/** @returns the function's entry with the changes over what it says already; presets it does not name are named then */
export function withChanges(
  config: FunctionConfig,
  { subscriptions }: Pick<ResolvedFunction, 'subscriptions'>,
  changes: PresetChanges
): FunctionConfig {
  const before = config.presets ?? Object.fromEntries(subscriptions.map(({ preset }) => [preset, true]))
  const changed = Object.entries(changes).map(([preset, change]) => [preset, over(before[preset], change)])
  return {
    ...config,
    presets: { ...before, ...Object.fromEntries(changed) } as FunctionConfig['presets'] & object
  }
}

function over(before: PresetConfig | undefined, change: PresetChanges[string]): PresetConfig {
  const kept = typeof before === 'object' ? before : {}
  return { ...kept, ...change, ...(change.mapping && { mapping: { ...kept.mapping, ...change.mapping } }) }
}

/** Where those presets stand, for the errors. */
export const placeOf = ({ name }: { name: string }) =>
  ({ text: `${configFile}: functions.${name}.presets`, code: 'config' }) as const
