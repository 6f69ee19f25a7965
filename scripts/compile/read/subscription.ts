/** Joins a preset with what is changed about it: the condition is parsed, the mapping checked, each mistake named where it stands. */
import type { DestinationDefinition, JSONObject } from '@segment/actions-core'
import type { Fields } from '../../runtime/author/types.ts'
import { suggestion } from '../../shared/nearest.ts'
import type { Schema, Subscription } from '../types.ts'
import { readCondition } from './condition.ts'
import { checkLiteral } from './literals.ts'
import { readMapping } from './mapping.ts'
import type { Place } from './place.ts'
import { below, refuse } from './place.ts'
import type { AutomaticPreset, ChosenPreset } from './presets.ts'

/** Where Segment's app keeps how rows of a warehouse are synced: add, update, upsert, delete or mirror. */
const syncModeKey = '__segment_internal_sync_mode'

type SyncMode = NonNullable<DestinationDefinition['actions'][string]['syncMode']>

interface Places {
  /** The destination. */
  definition: Place
  /** What is changed about the preset. */
  config: Place
}

/**
 * @param action - the preset's, of which the fields and the sync mode count
 * @param schema - of its payload
 * @throws {@link UserError} for a condition or mapping that cannot work
 */
export function readSubscription(
  preset: AutomaticPreset,
  change: ChosenPreset['change'],
  {
    fields,
    syncMode,
    hooks = {}
  }: Pick<DestinationDefinition['actions'][string], 'fields' | 'syncMode' | 'hooks'>,
  schema: Schema,
  places: Places
): Subscription {
  const ofPreset = below(places.definition, `: the preset "${preset.name}"`)
  const ofConfig = below(places.config, '.mapping')
  const own = (preset.mapping ?? {}) as JSONObject
  const override = change.mapping ?? {}
  checkFields(own, fields, hooks, below(ofPreset, ':'))
  checkFields(override, fields, hooks, ofConfig)
  if (Object.hasOwn(override, syncModeKey)) checkSyncMode(override[syncModeKey], syncMode, ofConfig)

  const defaults = defaultsOf(fields)
  // As Segment's app does when a mapping is created.
  const mapping: JSONObject = {
    ...defaults,
    ...(syncMode && { [syncModeKey]: syncMode.default }),
    ...own,
    ...override
  }
  const placeOf = (key: string): Place => {
    if (Object.hasOwn(override, key)) return ofConfig
    if (Object.hasOwn(own, key)) return ofPreset
    return below(places.definition, `/${preset.partnerAction}: the defaults`)
  }
  // Each field alone, so that what is wrong is said of the file it stands in.
  for (const [key, value] of Object.entries(mapping)) {
    readMapping({ [key]: value }, placeOf(key))
    checkLiteral(key, value, schema, placeOf(key))
  }

  return {
    preset: preset.name,
    action: preset.partnerAction,
    subscribe: change.subscribe ?? preset.subscribe,
    ...readCondition(
      change.subscribe ?? preset.subscribe,
      change.subscribe === undefined ? ofPreset : below(places.config, '.subscribe')
    ),
    mapping,
    checkedMapping: readMapping(mapping, ofPreset)
  }
}

function checkFields(mapping: JSONObject, fields: Fields, hooks: object, place: Place): void {
  for (const key of Object.keys(mapping)) {
    // Segment's own keys inside a mapping, such as the root directive, begin like this.
    // So are what its hooks gave when the mapping was saved.
    if (Object.hasOwn(fields, key) || Object.hasOwn(hooks, key) || key.startsWith('__segment_internal_'))
      continue
    refuse(
      place,
      ` maps the field "${key}", which the action does not have.`,
      suggestion(key, Object.keys(fields))
    )
  }
}

function checkSyncMode(given: unknown, syncMode: SyncMode | undefined, place: Place): void {
  const known = syncMode?.choices.map(({ value }) => value) ?? []
  if (known.some((mode) => mode === given)) return
  refuse(
    place,
    ` sets ${syncModeKey} to ${JSON.stringify(given)}, which is no sync mode of the action.`,
    suggestion(String(given), known)
  )
}

const defaultsOf = (fields: Fields): JSONObject =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, field]) => field.default !== undefined)
      .map(([key, field]) => [key, field.default])
  ) as JSONObject
