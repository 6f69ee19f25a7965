/**
 * The module that joins an author's definition, the emitted subscriptions and the runtime: what esbuild bundles.
 */
import path from 'node:path'
import type { DestinationDefinition } from '@segment/actions-core'
import { eventHandlers } from '../../shared/handlers.ts'
import type { EventType } from '../../runtime/author/types.ts'
import { emitCondition } from './condition.ts'
import { literal } from './literal.ts'
import { runtimeFolder } from '../runtime-modules.ts'
import { emitMapping } from './mapping.ts'
import { access } from './path.ts'
import { emitWants } from './wants.ts'
import type { EmittedEntry, ResolvedFunction, Subscription } from '../types.ts'

/** Variables outside the bundle: the handlers, which must be function declarations, reach into it through them. */
const functionVariable = 'destinationFunction'
const batchVariable = 'batchHandler'

/**
 * @param resolved - a function with its subscriptions
 * @param emitted - names of the modules that export `validators`, of the actions and of the settings
 */
export function emitEntry(
  resolved: ResolvedFunction,
  emitted: { validators: string; settings: string }
): EmittedEntry {
  const { definition, subscriptions, batch } = resolved
  const runtime = (file: string): string => literal(path.join(runtimeFolder, file))
  const specs = subscriptions.map((subscription) => emitSubscription(definition, subscription))

  const types = new Set<EventType>(subscriptions.flatMap(({ types }) => types))
  if (definition.onDelete) types.add('delete')
  const handled = (Object.keys(eventHandlers) as EventType[]).filter((type) => types.has(type))

  const module = [
    `import definition from ${literal(resolved.entry)}`,
    `import { createFunction } from ${runtime('engine/function.ts')}`,
    `import * as $map from ${runtime('emitted/mapping.ts')}`,
    ...(specs.some(({ usesLiquid }) => usesLiquid)
      ? [`import * as $liquid from ${runtime('emitted/liquid.ts')}`]
      : []),
    ...(batch ? [`import { createBatchHandler } from ${runtime('engine/batch.ts')}`] : []),
    `import { validators } from ${literal(emitted.validators)}`,
    `import { settingValidators } from ${literal(emitted.settings)}`,
    '',
    `${functionVariable} = createFunction({`,
    `  name: ${literal(definition.name)},`,
    '  definition,',
    `  settings: ${literal(resolved.settingSpecs)},`,
    '  validateSettings: settingValidators.settings,',
    ...(resolved.unusableFields ? [`  unusableFields: ${literal(resolved.unusableFields)},`] : []),
    `  subscriptions: [${specs.map(({ code }) => code).join(', ')}]`,
    '})',
    ...(batch ? [`${batchVariable} = createBatchHandler(${functionVariable}, ${batch.concurrency})`] : [])
  ].join('\n')

  return {
    module,
    // The function keeps an author's top-level names apart from the handlers', which are parameters of Segment's wrapper.
    banner: `var ${[functionVariable, ...(batch ? [batchVariable] : [])].join(', ')};\n(() => {`,
    footer: ['})();', ...handled.map(emitHandler), ...(batch ? [batchHandler] : [])].join('\n'),
    handlers: [...handled.map((type) => eventHandlers[type]), ...(batch ? ['onBatch'] : [])]
  }
}

function emitSubscription(
  definition: DestinationDefinition,
  subscription: Subscription
): { code: string; usesLiquid: boolean } {
  const mapping = emitMapping(subscription.checkedMapping)
  const action = literal(subscription.action)
  const wants = emitWants(subscription.condition)
  const code = [
    '{',
    `  preset: ${literal(subscription.preset)},`,
    `  action: ${action},`,
    `  title: ${literal(definition.actions[subscription.action]!.title)},`,
    `  matches: (event) => ${emitCondition(subscription.condition)},`,
    ...(wants ? [`  wants: ${wants},`] : []),
    `  map: ${mapping.code},`,
    `  validate: validators${access(subscription.action)}`,
    '}'
  ].join('\n')
  return { code, usesLiquid: mapping.usesLiquid }
}

const emitHandler = (type: EventType): string => {
  const method = type === 'delete' ? 'onDelete' : 'onEvent'
  return `function ${eventHandlers[type]}(event, settings) {\n  return ${functionVariable}.${method}(event, settings);\n}`
}

const batchHandler = `function onBatch(events, settings) {\n  return ${batchVariable}(events, settings);\n}`
