/**
 * Joins a definition with what segment.config.json says of it: which presets, with which subscription and mapping.
 */
import type { DestinationDefinition } from '@segment/actions-core'
import type { FunctionConfig } from '../../input/config.ts'
import type { Setting } from '../../runtime/author/types.ts'
import { UserError } from '../../shared/errors.ts'
import type { ResolvedFunction, Subscription } from '../types.ts'
import { readEnvironment, readingEnv } from './environment.ts'
import { folderOf } from './folder.ts'
import { entryOf, readDefinition } from './load.ts'
import type { Place } from './place.ts'
import { below } from './place.ts'
import { choosePresets } from './presets.ts'
import { pathTexts } from './literals.ts'
import { readOAuth } from './oauth.ts'
import { readSchema } from './schema.ts'
import { lowerSettings, optionalFields } from './settings.ts'
import { readSubscription } from './subscription.ts'
import { checkAction, checkRateLimit, ignoredParts } from './unsupported.ts'

const defaultConcurrency = 10

/** What `perform` gets of Segment's own platform; engine/platform.ts has a stand-in of each, by its name. */
const platformMembers = [
  'auth',
  'logger',
  'stateContext',
  'statsContext',
  'subscriptionMetadata',
  'transactionContext'
]

const usesOf = (definition: DestinationDefinition, code: string): ResolvedFunction['uses'] => {
  const names = (name: string) => new RegExp(`\\b${name}\\b`).test(code)
  const wholeInput = Object.values(definition.actions).some(
    ({ perform, performBatch }) => sendsInput(perform) || sendsInput(performBatch)
  )
  return {
    platform: platformMembers.filter((name) => wholeInput || names(name)),
    rawMapping: wholeInput || names('rawMapping'),
    classes: /\binstanceof (Array|Object)\b|\.constructor\s*[!=]==/.test(code),
    requestExtras: requestExtras.test(code),
    ownClients: names('createRequestClient'),
    errorTypes: /\.errortype\b|\b(getAllResponses|getResponseAtIndex)\b/.test(code),
    wholeInput
  }
}

/** What of the request client ships only where it is named: core/request-extras.ts. */
const requestExtras =
  /\b(beforeRequest|afterResponse|toJSON|ETIMEDOUT|TimeoutError)\b|\b(response|error|err|e)\??\.(request|options)\b/

/** Whether an action puts all that it is given into what it sends: `json: { payload: data }`, `JSON.stringify(data)`. */
function sendsInput(perform: unknown): boolean {
  const text = String(perform)
  const [, input] = /^[^(]*\(\s*\w+\s*,\s*(\w+)\s*\)/.exec(text) ?? []
  return (
    input !== undefined &&
    new RegExp(
      `(JSON\\.stringify\\(|:|\\.\\.\\.)\\s*${input}\\b(?!\\s*[.\\[?(])|[{,]\\s*${input}\\s*[,}]`
    ).test(text)
  )
}

/**
 * @param root - the project's folder
 * @param name - the function's name
 * @param config - its entry in segment.config.json
 * @throws UserError for a definition that cannot be loaded or a config that names what it does not have
 */
export async function resolveFunction(
  root: string,
  name: string,
  config: FunctionConfig
): Promise<ResolvedFunction> {
  const folder = folderOf(root, `functions.${name}.destination`, config.destination, 'definition')
  const { definition, code } = await readDefinition(folder, readingEnv(config.env))
  return resolveDefinition(
    name,
    config,
    folder,
    { definition, uses: usesOf(definition, code) },
    {
      text: `segment.config.json: functions.${name}.presets`,
      code: 'config'
    }
  )
}

/**
 * @param resolved - what {@link resolveFunction} gave
 * @param config - the function's entry with other presets
 * @param presetsPlace - where those stand
 * @returns the same function with those presets; the definition is not loaded again
 * @throws UserError for presets that name what the definition does not have
 */
export const withPresets = (
  { name, folder, definition, uses }: ResolvedFunction,
  config: FunctionConfig,
  presetsPlace: Place
): ResolvedFunction => resolveDefinition(name, config, folder, { definition, uses }, presetsPlace)

function resolveDefinition(
  name: string,
  config: FunctionConfig,
  folder: string,
  { definition, uses }: Pick<ResolvedFunction, 'definition' | 'uses'>,
  presetsPlace: Place
): ResolvedFunction {
  const place: Place = { text: config.destination, code: 'definition' }

  const settingFields = (definition.authentication?.fields ?? {}) as Record<string, Setting>
  const { settings, specs, lowered } = lowerSettings(settingFields)
  const oauth = readOAuth(definition)
  const own = [...settings, ...(oauth?.settings ?? [])]
  const environment =
    config.env && readEnvironment(config.env, own, `segment.config.json: functions.${name}.env`)
  const { presets, leftOut } = choosePresets(definition, config, presetsPlace)
  const actions = [...new Set(presets.map(({ preset }) => preset.partnerAction))]
  for (const action of actions) checkAction(definition, action, place)
  checkRateLimit(definition, place)
  const schemas = Object.fromEntries(
    actions.map((action) => [
      action,
      readSchema(definition.actions[action]!.fields, below(place, `/${action}`))
    ])
  )
  const subscriptions = presets.map(({ preset, change }) =>
    readSubscription(
      preset,
      change,
      definition.actions[preset.partnerAction]!,
      schemas[preset.partnerAction]!,
      {
        definition: place,
        config: below(presetsPlace, `["${preset.name}"]`)
      }
    )
  )
  if (subscriptions.length === 0 && !definition.onDelete) {
    throw new UserError(
      'config',
      [`segment.config.json: functions.${name} has no presets, so it would take no event.`, ...leftOut].join(
        '\n'
      ),
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
    entry: entryOf(folder),
    definition,
    settings: [...own, ...(environment?.settings ?? [])],
    settingSpecs: specs,
    ...(oauth && { oauthSpecs: oauth.specs }),
    uses,
    ...(environment && { env: { texts: environment.texts, specs: environment.specs } }),
    settingsSchema: readSchema(optionalFields(settingFields), below(place, '/settings')),
    subscriptions,
    schemas,
    ...(batch && { batch }),
    ...(config.unusableFields === 'leaveOut' && { unusableFields: config.unusableFields }),
    lowered: [
      ...lowered,
      ...(oauth?.lowered ?? []),
      ...(environment?.lowered ?? []),
      ...leftOut,
      ...ignoredParts(definition, subscriptions),
      ...subscriptions.flatMap(({ mapping, preset }) => pathTexts(mapping, preset))
    ]
  }
}

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
