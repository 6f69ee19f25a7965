/** Which presets of a destination a function has. */
import type { DestinationDefinition } from '@segment/actions-core'
import type { FunctionConfig, PresetConfig } from '../../input/config.ts'
import { suggestion } from '../../shared/nearest.ts'
import type { Place } from './place.ts'
import { below, refuse } from './place.ts'

type Preset = NonNullable<DestinationDefinition['presets']>[number]

/** One that Segment's app offers, by its name, and a Function can have. */
export type AutomaticPreset = Extract<Preset, { type: 'automatic' }> & { name: string }

export interface ChosenPreset {
  preset: AutomaticPreset
  /** What segment.config.json, or a fixture, changes about it. */
  change: Exclude<PresetConfig, true>
}

/**
 * @returns the presets, and a sentence for each that is left out because its action is of another package (Segment's own
 *   destinations have presets for the browser actions that belong to them), or because Segment itself fires it
 * @throws {@link UserError} for a preset asked for by name that does not exist or cannot be in a Function
 */
export function choosePresets(
  { presets = [], actions }: DestinationDefinition,
  config: FunctionConfig,
  place: Place
): { presets: ChosenPreset[]; leftOut: string[] } {
  const automatic = presets.filter((preset): preset is AutomaticPreset => preset.type === 'automatic')
  const hasAction = ({ partnerAction }: Preset): boolean => Object.hasOwn(actions, partnerAction)
  if (!config.presets) {
    return {
      presets: automatic.filter(hasAction).map((preset) => ({ preset, change: {} })),
      leftOut: [
        ...automatic
          .filter((preset) => !hasAction(preset))
          .map(
            ({ name, partnerAction }) =>
              `preset ${name} is left out: its action ${partnerAction} is none of this destination's`
          ),
        ...presets
          .filter(({ type }) => type !== 'automatic')
          .map(({ name, type }) => `preset ${name} is left out: Segment itself fires it (${type})`)
      ]
    }
  }
  const chosen = Object.entries(config.presets).map(([name, change]): ChosenPreset => {
    const at = below(place, `["${name}"]`)
    const preset = presets.find((candidate) => candidate.name === name)
    if (!preset) {
      const names = automatic.filter(hasAction).map((known) => known.name)
      return refuse(at, ` is no preset of ${config.destination}.`, suggestion(name, names))
    }
    if (preset.type !== 'automatic') {
      return refuse(
        at,
        ` is fired by Segment itself (${preset.type}); a Function cannot have it.`,
        'Take it out.'
      )
    }
    if (!hasAction(preset)) {
      return refuse(
        at,
        ` names the action "${preset.partnerAction}", which ${config.destination} does not have.`,
        'An action that runs in the browser, or is of another package, cannot run in a Function; leave the preset out.'
      )
    }
    return { preset: preset as AutomaticPreset, change: change === true ? {} : change }
  })
  return { presets: chosen, leftOut: [] }
}
