/**
 * The module that joins an author's definition, the emitted subscriptions and the runtime: what esbuild bundles.
 */
import path from 'node:path'
import type { JSONObject } from '@segment/actions-core'
import { eventHandlers } from '../../shared/handlers.ts'
import type { EventType } from '../../runtime/author/types.ts'
import { emitCondition } from './condition.ts'
import { aroundProgram, enterProgram } from './environment.ts'
import { literal } from './literal.ts'
import { runtimeFolder } from '../runtime-modules.ts'
import { emitMapping } from './mapping.ts'
import { access } from './path.ts'
import { emitWants } from './wants.ts'
import type { EmittedEntry, EmittedImport, ResolvedFunction, Subscription } from '../types.ts'

/** Variables outside the bundle: the handlers, which must be function declarations, reach into it through them. */
const functionVariable = 'destinationFunction'
const batchVariable = 'batchHandler'

/** What goes around the request client of some definitions, by its name. */
const clientFiles: Record<string, string> = {
  mergingRequests: 'core/merge-requests.ts',
  richRequests: 'core/request-extras.ts'
}

/**
 * @param resolved - a function with its subscriptions
 * @param emitted - names of the modules that export `validators`, of the actions and of the settings
 */
export function emitEntry(
  resolved: ResolvedFunction,
  emitted: { validators: string; settings: string }
): EmittedEntry {
  const { definition, subscriptions, batch, oauthSpecs, uses, settingSpecs } = resolved
  const { texts = {}, specs: secrets = [] } = resolved.env ?? {}
  const clients = [
    ...(/\b(json|searchParams)\b/.test(String(definition.extendRequest)) ? ['mergingRequests'] : []),
    ...(uses.requestExtras ? ['richRequests'] : [])
  ]
  const ownClients = uses.requestExtras && uses.ownClients
  // Of a destination with OAuth each call has its own.
  const platform = resolved.uses.platform.filter((name) => name !== 'auth' || !oauthSpecs)
  const runtime = (names: string, file: string): EmittedImport => [names, path.join(runtimeFolder, file)]
  const specs = subscriptions.map((subscription) => emitSubscription(resolved, subscription))

  const types = new Set<EventType>(subscriptions.flatMap(({ types }) => types))
  if (definition.onDelete) types.add('delete')
  const handled = (Object.keys(eventHandlers) as EventType[]).filter((type) => types.has(type))

  const imports: EmittedImport[] = [
    ['definition', resolved.entry],
    runtime('{ createFunction }', 'engine/function.ts'),
    runtime('* as $map', 'emitted/mapping.ts'),
    ...(specs.some(({ usesLiquid }) => usesLiquid) ? [runtime('* as $liquid', 'emitted/liquid.ts')] : []),
    ...(batch ? [runtime('{ createBatchHandler }', 'engine/batch.ts')] : []),
    ...(specs.some(({ code }) => code.includes('batchGroups'))
      ? [runtime('{ batchGroups }', 'engine/batch-groups.ts')]
      : []),
    ...(specs.some(({ code }) => code.includes('syncMembership'))
      ? [runtime('{ syncMembership }', 'core/sync-mode.ts')]
      : []),
    ...(platform.length > 0 ? [runtime(`{ ${platform.join(', ')} }`, 'engine/platform.ts')] : []),
    ...clients.map((name) => runtime(`{ ${name} }`, clientFiles[name]!)),
    ...(ownClients ? [runtime('{ around }', 'core/own-client.ts')] : []),
    ...(uses.errorTypes
      ? [
          runtime('{ errorTypes }', 'core/multi-status.ts'),
          runtime('{ getErrorCodeFromHttpStatus }', 'core/error-codes.ts')
        ]
      : []),
    ...(oauthSpecs ? [runtime('{ createOAuth }', 'engine/oauth.ts')] : []),
    ['{ validators }', emitted.validators],
    ['{ settingValidators }', emitted.settings]
  ]
  const body = [
    ...(ownClients ? ['around.push(richRequests)'] : []),
    ...(uses.errorTypes ? ['errorTypes.of = getErrorCodeFromHttpStatus'] : []),
    `${functionVariable} = createFunction({`,
    `  name: ${literal(definition.name)},`,
    '  definition,',
    `  settings: ${literal([...settingSpecs, ...secrets])},`,
    `  validateSettings: ${settingSpecs.length > 0 || secrets.length === 0 ? 'settingValidators.settings' : '() => ({ payload: {}, issues: [] })'},`,
    ...(platform.length > 0 ? [`  platform: { ${platform.join(', ')} },`] : []),
    ...(clients.length > 0 ? [`  clients: [${clients.join(', ')}],`] : []),
    ...(oauthSpecs ? [`  oauth: createOAuth(definition, ${literal(oauthSpecs)}),`] : []),
    ...(resolved.unusableFields ? [`  unusableFields: ${literal(resolved.unusableFields)},`] : []),
    `  subscriptions: [${specs.map(({ code }) => code).join(', ')}]`,
    '})',
    ...(batch ? [`${batchVariable} = createBatchHandler(${functionVariable}, ${batch.concurrency})`] : [])
  ].join('\n')

  const variables = [functionVariable, ...(batch ? [batchVariable] : [])]
  const program =
    secrets.length > 0
      ? aroundProgram(
          definition.name,
          texts,
          secrets.map(({ key }) => key),
          variables
        )
      : undefined
  const held = program ? `${enterProgram}.` : ''
  return {
    imports,
    body,
    hasEnvironment: program !== undefined,
    // The function keeps an author's top-level names apart from the handlers', which are parameters of Segment's wrapper.
    banner: `var ${variables.join(', ')};\n${program?.open ?? '(() => {'}`,
    footer: [
      program?.close ?? '})();',
      ...handled.map((type) => emitHandler(type, held, uses.classes)),
      ...(batch ? [emitBatchHandler(held, uses.classes)] : [])
    ].join('\n'),
    handlers: [...handled.map((type) => eventHandlers[type]), ...(batch ? ['onBatch'] : [])],
    unusedActions: Object.keys(definition.actions).filter(
      (name) => !subscriptions.some(({ action }) => action === name)
    )
  }
}

function emitSubscription(
  resolved: ResolvedFunction,
  subscription: Subscription
): { code: string; usesLiquid: boolean } {
  const { definition } = resolved
  const mapping = emitMapping(subscription.checkedMapping)
  const action = literal(subscription.action)
  const wants = emitWants(subscription.condition)
  const members = [
    `  preset: ${literal(subscription.preset)}`,
    `  action: ${action}`,
    `  title: ${literal(definition.actions[subscription.action]!.title)}`,
    `  matches: (event) => ${emitCondition(subscription.condition)}`,
    ...(wants ? [`  wants: ${wants}`] : []),
    `  map: ${mapping.code}`,
    `  validate: validators${access(subscription.action)}`,
    ...emitExtras(resolved, subscription)
  ]
  const code = `{\n${members.join(',\n')}\n}`
  return { code, usesLiquid: mapping.usesLiquid }
}

/** What only some actions need: the modes of a sync, and which events of a batch go together. */
function emitExtras({ definition, batch, uses }: ResolvedFunction, subscription: Subscription): string[] {
  const { mapping } = subscription
  const { fields, syncMode, hooks = {}, performBatch } = definition.actions[subscription.action]!
  const mode = syncMode && mapping.__segment_internal_sync_mode
  const key = mapping.__segment_internal_matching_key
  const hookOutputs = Object.fromEntries(
    Object.keys(hooks).flatMap((name) => (mapping[name] ? [[name, mapping[name]]] : []))
  ) as JSONObject
  const input = {
    ...(Object.keys(hookOutputs).length > 0 && { hookOutputs }),
    ...(isSyncMode(mode) && { syncMode: mode }),
    ...(key && { matchingKey: String(key) }),
    ...(uses.rawMapping && { rawMapping: mapping })
  }
  const hasGroups =
    'audienceConfig' in definition ||
    ['enable_batching', 'batch_keys', 'batch_size'].some((name) => Object.hasOwn(fields, name))
  const members = [
    ...(Object.keys(input).length > 0 ? [`...${literal(input)}`] : []),
    ...(uses.wholeInput
      ? [`statsContext: { ...statsContext, tags: [${literal(`partnerAction:${subscription.action}`)}] }`]
      : [])
  ]
  return [
    ...(members.length > 0 ? [`  input: { ${members.join(', ')} }`] : []),
    ...(isSyncMode(mode) ? [`  membership: (event) => syncMembership(event, ${literal(mode)})`] : []),
    ...(batch && performBatch && hasGroups ? ['  groups: batchGroups'] : [])
  ]
}

const isSyncMode = (value: unknown): value is string =>
  ['add', 'update', 'upsert', 'delete', 'mirror'].includes(value as string)

/** Events are made outside of the function's realm, where a list is no instance of the function's Array; a copy is. */
const given = (name: string, isCopied: boolean): string =>
  isCopied ? `JSON.parse(JSON.stringify(${name}))` : name

/** @param held - what comes before a variable that is no global one */
const emitHandler = (type: EventType, held: string, isCopied: boolean): string => {
  const method = type === 'delete' ? 'onDelete' : 'onEvent'
  return `function ${eventHandlers[type]}(event, settings) {\n  return ${held}${functionVariable}.${method}(${given('event', isCopied)}, settings);\n}`
}

const emitBatchHandler = (held: string, isCopied: boolean): string =>
  `function onBatch(events, settings) {\n  return ${held}${batchVariable}(${given('events', isCopied)}, settings);\n}`
