/**
 * Reads what of a destination runs in the page: `browser/index.ts` in its folder, a definition in Segment's own style.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { BrowserDestinationDefinition } from '@segment/browser-destination-runtime/types'
import { suggestion } from '../../shared/nearest.ts'
import { readCondition } from './condition.ts'
import type { BrowserSubscription, ResolvedBrowser, ResolvedFunction } from '../types.ts'
import { loadModule } from './load.ts'
import { readMapping } from './mapping.ts'
import { below, refuse, type Place } from './place.ts'

type Action = BrowserDestinationDefinition['actions'][string]
type Defaults = Record<string, { default?: unknown }>

/**
 * @param root - the project's folder
 * @returns undefined for a destination without a folder `browser`
 * @throws {@link UserError} for a definition that does not load, or whose actions do not enrich events
 */
export async function resolveBrowser(
  root: string,
  { folder }: Pick<ResolvedFunction, 'folder'>
): Promise<ResolvedBrowser | undefined> {
  const entry = path.join(folder, 'browser', 'index.ts')
  if (!existsSync(entry)) return undefined
  const place: Place = { text: path.relative(root, entry), code: 'definition' }
  const definition = ((await loadModule(entry)) as { default?: Partial<BrowserDestinationDefinition> })
    .default
  if (!isDefinition(definition)) {
    return refuse(
      place,
      ' does not export a browser destination: its default export has no name, initialize and actions, or its mode is not device.',
      'Export a BrowserDestinationDefinition as default.'
    )
  }
  if (definition.initialize.length > 1) {
    refuse(
      place,
      ': initialize asks for loadScript or resolveWhen.',
      'What runs in the page loads nothing and waits for nothing; take what the page has.'
    )
  }
  checkPresets(definition, place)
  return {
    entry,
    definition,
    subscriptions: Object.entries(definition.actions).flatMap(([key, action]) =>
      subscriptionsOf(definition, key, action, below(place, `, action "${key}"`))
    ),
    defaults: defaultsOf(definition.settings ?? {})
  }
}

const isDefinition = (
  definition: Partial<BrowserDestinationDefinition> | undefined
): definition is BrowserDestinationDefinition =>
  typeof definition?.name === 'string' &&
  definition.mode === 'device' &&
  typeof definition.initialize === 'function' &&
  typeof definition.actions === 'object'

function checkPresets({ actions, presets = [] }: BrowserDestinationDefinition, place: Place): void {
  for (const { name, partnerAction } of presets) {
    if (Object.hasOwn(actions, partnerAction)) continue
    refuse(
      place,
      `: the preset "${name!}" names the action "${partnerAction}", which does not exist.`,
      suggestion(partnerAction, Object.keys(actions))
    )
  }
}

/** As the presets say, or for an action without one, as it says itself. */
function subscriptionsOf(
  { presets = [] }: BrowserDestinationDefinition,
  key: string,
  { lifecycleHook = 'destination', defaultSubscription, fields }: Action,
  place: Place
): BrowserSubscription[] {
  if (lifecycleHook !== 'enrichment') {
    refuse(
      place,
      `: lifecycleHook is "${lifecycleHook}".`,
      'What runs in the page enriches events ("enrichment"); what sends them belongs in the function.'
    )
  }
  const own = presets.flatMap((preset) =>
    preset.partnerAction === key && preset.type === 'automatic' ? [preset] : []
  )
  if (own.length === 0 && defaultSubscription === undefined) {
    refuse(place, ' takes no event: no preset names it.', 'Give it a defaultSubscription.')
  }
  const wanted = own.length > 0 ? own : [{ subscribe: defaultSubscription!, mapping: {} }]
  return wanted.map(({ subscribe, mapping }) => {
    const full = { ...defaultsOf(fields), ...mapping }
    return {
      action: key,
      condition: readCondition(subscribe, place).condition,
      mapping: Object.keys(full).length === 0 ? undefined : readMapping(full, place)
    }
  })
}

const defaultsOf = (fields: Defaults): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([key, field]) =>
      field.default === undefined ? [] : [[key, field.default]]
    )
  )
