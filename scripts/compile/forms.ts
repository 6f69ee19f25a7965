/**
 * Forms of a function that nobody uploads, such as those that fixtures ask for: only to be run. What they are made of is
 * bundled once, and a form is what was emitted for it beside that.
 */
import { emitEntry } from './emit/entry.ts'
import { emitValidators, validatorParts } from './emit/validators.ts'
import { bundle } from './pack/bundle.ts'
import type { EmittedEntry, EmittedImport, ResolvedFunction } from './types.ts'

/** The code without what is done for people who read it. */
export interface RunnableFunction {
  code: string
  /** Names of the handlers that it has, as `onTrack`. */
  handlers: string[]
}

/** Beside the bundle of the parts: what each of the modules exports, in the order of the imports. */
const partsVariable = 'functionParts'

/**
 * @param root - the project's folder
 * @returns compiles forms, in a fraction of the time that the whole takes: without clear names, heads and header, and without
 *   a look for globals that Functions do not have, which fail when it runs. Definitions are taken not to change meanwhile. It
 *   throws a UserError for what esbuild refuses
 */
export function formCompiler(root: string): (resolved: ResolvedFunction) => Promise<RunnableFunction> {
  const bundles = new Map<string, Promise<string>>()

  function partsOf(
    { env }: ResolvedFunction,
    imports: EmittedImport[],
    entry: EmittedEntry
  ): Promise<string> {
    const parts = partsEntry(imports, entry)
    const key = JSON.stringify([parts, env])
    const made = bundles.get(key) ?? bundle(root, parts, {}, env?.texts)
    bundles.set(key, made)
    return made
  }

  return async (resolved) => {
    const entry = emitEntry(resolved, { validators: 'emitted:', settings: 'emitted:' })
    const imports = [...entry.imports.filter(([, from]) => from !== 'emitted:'), ...validatorParts]
    const parts = await partsOf(resolved, imports, entry)
    const code = [
      entry.banner,
      parts,
      ...imports.map(takePart),
      `const validators = ${valueOf(emitValidators(resolved.schemas, 'result'))}`,
      `const settingValidators = ${valueOf(emitValidators({ settings: resolved.settingsSchema }, 'result'))}`,
      entry.body,
      entry.footer
    ].join('\n')
    return { code, handlers: entry.handlers }
  }
}

const partsEntry = (
  imports: EmittedImport[],
  { hasEnvironment, unusedActions }: EmittedEntry
): EmittedEntry => ({
  imports: imports.map(([, from], index) => [`* as part${index}`, from]),
  body: `${partsVariable} = [${imports.map((_, index) => `part${index}`).join(', ')}]`,
  banner: `var ${partsVariable};\n(() => {`,
  footer: '})();',
  hasEnvironment,
  handlers: [],
  unusedActions
})

/** What an import says, of the parts. */
function takePart([names]: EmittedImport, index: number): string {
  const part = `${partsVariable}[${index}]`
  if (names.startsWith('* as ')) return `const ${names.slice('* as '.length)} = ${part}`
  return `const ${names.startsWith('{') ? names : `{ default: ${names} }`} = ${part}`
}

/** The one export of an emitted module, which is called `result`. */
const valueOf = (module: string): string =>
  `(() => {\n${module.replace('export const result =', 'return')}})()`
