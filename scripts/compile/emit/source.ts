/**
 * The module that joins a source's definition and the runtime: what esbuild bundles.
 */
import path from 'node:path'
import { requestHandler } from '../../shared/handlers.ts'
import { runtimeFolder } from '../runtime-modules.ts'
import type { EmittedEntry, EmittedImport, ResolvedSource } from '../types.ts'
import { literal } from './literal.ts'

/** Outside the bundle: the handler, which must be a function declaration, reaches into it through this variable. */
const sourceVariable = 'sourceFunction'

/**
 * @param resolved - a source with the events it takes
 * @param settings - the name of the module that exports the `validators` of the settings
 */
export function emitSourceEntry(resolved: ResolvedSource, settings: string): EmittedEntry {
  const imports: EmittedImport[] = [
    ['definition', resolved.entry],
    ['{ createSource }', path.join(runtimeFolder, 'engine/source.ts')],
    ['{ validators as settings }', settings]
  ]
  const body = [
    `${sourceVariable} = createSource({`,
    `  name: ${literal(resolved.definition.name)},`,
    '  definition,',
    `  settings: ${literal(resolved.settingSpecs)},`,
    '  validateSettings: settings.settings,',
    `  events: ${literal(resolved.events)}`,
    '})'
  ].join('\n')
  return {
    imports,
    body,
    hasEnvironment: false,
    banner: `var ${sourceVariable};\n(() => {`,
    footer: `})();\nfunction ${requestHandler}(request, settings) {\n  return ${sourceVariable}.${requestHandler}(request, settings);\n}`,
    handlers: [requestHandler],
    unusedActions: []
  }
}
