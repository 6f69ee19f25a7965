/**
 * Joins a definition with what segment.config.json says of it: which presets, with which subscription and mapping.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { DestinationDefinition, JSONObject } from '@segment/actions-core'
import type { FunctionConfig, PresetConfig } from '../../input/config.ts'
import type { UserErrorCode } from '../../shared/errors.ts'
import { UserError } from '../../shared/errors.ts'
import { suggestion } from '../../shared/nearest.ts'
import type { Fields, Setting } from '../../runtime/author/types.ts'
import { emitCondition } from '../emit/condition.ts'
import { entryOf, loadDefinition } from './load.ts'
import { emitMapping } from '../emit/mapping.ts'
import { lowerSettings } from './settings.ts'
import type { ResolvedFunction, Subscription } from '../types.ts'
import { checkSupport, ignoredParts } from './unsupported.ts'

type Preset = NonNullable<DestinationDefinition['presets']>[number]

const defaultConcurrency = 10

/** Where the presets of a config stand, for errors: `fixtures/dub/lead.json: presets` for those of a fixture. */
export interface PresetsPlace {
  text: string
  code: 'config' | 'fixture'
}

/**
 * @param root - the project's folder
 * @param name - the function's name
 * @param config - its entry in segment.config.json
 * @param presetsPlace - where `config.presets` stand when it is not in segment.config.json
 * @throws UserError for a definition that cannot be loaded or a config that names what it does not have
 */
export async function resolveFunction(
  root: string,
  name: string,
  config: FunctionConfig,
  presetsPlace: PresetsPlace = { text: `segment.config.json: functions.${name}.presets`, code: 'config' }
): Promise<ResolvedFunction> {
  const folder = path.resolve(root, config.destination)
  if (!existsSync(entryOf(folder))) {
    throw new UserError(
      'config',
      `segment.config.json: functions.${name}.destination is "${config.destination}", but there is no ${config.destination}/index.ts.`,
      "Give the folder of a definition, from the project's root."
    )
  }
  const definition = await loadDefinition(folder)
  checkSupport(definition, config.destination)
  for (const preset of definition.presets ?? []) checkPreset(preset, definition, config.destination)

  const { settings, specs, lowered } = lowerSettings(
    (definition.authentication?.fields ?? {}) as Record<string, Setting>
  )
  const subscriptions = resolveSubscriptions(config, definition, presetsPlace)
  if (subscriptions.length === 0 && !definition.onDelete) {
    throw new UserError(
      'config',
      `segment.config.json: functions.${name} has no presets, so it would take no event.`,
      'Name a preset of the destination; one that has none needs one of type "automatic".'
    )
  }
  const batch = resolveBatch(config, definition, subscriptions)
  return {
    name,
    displayName: config.displayName,
    description: config.description ?? definition.description ?? '',
    ...(config.logoUrl && { logoUrl: config.logoUrl }),
    folder,
    definition,
    settings,
    settingSpecs: specs,
    subscriptions,
    ...(batch && { batch }),
    lowered: [...lowered, ...ignoredParts(definition, subscriptions)]
  }
}

function resolveSubscriptions(
  config: FunctionConfig,
  definition: DestinationDefinition,
  presetsPlace: PresetsPlace
): Subscription[] {
  const presets = definition.presets ?? []
  const automatic = presets.filter((preset) => preset.type === 'automatic')
  const wanted =
    config.presets ?? Object.fromEntries(automatic.map((preset) => [preset.name!, true as const]))

  return Object.entries(wanted).map(([presetName, change]) => {
    const place = { ...presetsPlace, text: `${presetsPlace.text}["${presetName}"]` }
    const preset = presets.find((candidate) => candidate.name === presetName)
    if (!preset) {
      throw new UserError(
        place.code,
        `${place.text} is no preset of ${config.destination}.`,
        suggestion(
          presetName,
          automatic.map((known) => known.name!)
        )
      )
    }
    return resolveSubscription(preset, change, definition, place)
  })
}

function resolveSubscription(
  preset: Preset,
  change: PresetConfig,
  definition: DestinationDefinition,
  { text: place, code }: PresetsPlace
): Subscription {
  const override = change === true ? {} : change
  if (preset.type !== 'automatic') {
    throw new UserError(
      code,
      `${place} is fired by Segment itself (${preset.type}); a Function cannot have it.`,
      'Take it out.'
    )
  }
  const fields: Fields = definition.actions[preset.partnerAction]!.fields
  checkFields(override.mapping ?? {}, fields, code, `${place}.mapping`)
  // Emitted again with the rest of the function, but there nobody knows any more which file they come from.
  if (override.subscribe !== undefined) emitCondition(override.subscribe, `${place}.subscribe`)
  if (override.mapping) emitMapping(override.mapping, `${place}.mapping`)
  return {
    preset: preset.name!,
    action: preset.partnerAction,
    subscribe: override.subscribe ?? preset.subscribe,
    mapping: { ...defaultsOf(fields), ...preset.mapping, ...override.mapping }
  }
}

/** A preset that cannot work is a mistake of the definition, whether a function uses it or not. */
function checkPreset(preset: Preset, definition: DestinationDefinition, destination: string): void {
  const place = `${destination}: the preset "${preset.name!}"`
  const action = definition.actions[preset.partnerAction]
  if (!action) {
    throw new UserError(
      'definition',
      `${place} names the action "${preset.partnerAction}", which does not exist.`,
      suggestion(preset.partnerAction, Object.keys(definition.actions))
    )
  }
  checkFields(preset.mapping ?? {}, action.fields, 'definition', `${place}:`)
  if (preset.type === 'automatic') emitCondition(preset.subscribe, place)
}

function checkFields(mapping: JSONObject, fields: Fields, code: UserErrorCode, place: string): void {
  for (const key of Object.keys(mapping)) {
    // Segment's own keys inside a mapping, such as the root directive, begin like this.
    if (Object.hasOwn(fields, key) || key.startsWith('__segment_internal_')) continue
    throw new UserError(
      code,
      `${place} maps the field "${key}", which the action does not have.`,
      suggestion(key, Object.keys(fields))
    )
  }
}

/** As Segment's app does when a mapping is created. */
const defaultsOf = (fields: Fields): JSONObject =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, field]) => field.default !== undefined)
      .map(([key, field]) => [key, field.default])
  ) as JSONObject

function resolveBatch(
  config: FunctionConfig,
  definition: DestinationDefinition,
  subscriptions: Subscription[]
): ResolvedFunction['batch'] {
  const hasPerformBatch = subscriptions.some(({ action }) => definition.actions[action]!.performBatch)
  const wanted = config.batch ?? hasPerformBatch
  if (wanted === false) return undefined
  return { concurrency: wanted === true ? defaultConcurrency : wanted.concurrency }
}
