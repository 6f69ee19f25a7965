/**
 * The compiler: a definition and its entry in segment.config.json become the code, the settings and the manifest of a
 * Segment function.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { loadConfig, selectFunctions } from '../input/config.ts'
import { checkNames } from './pack/absent-names.ts'
import { withBrowser } from './pack/browser.ts'
import { bundle } from './pack/bundle.ts'
import { emitEntry } from './emit/entry.ts'
import { sourceHash as hashOf, writeHeader } from './pack/header.ts'
import { findHosts } from './pack/hosts.ts'
import { resolveFunction } from './read/resolve.ts'
import type { CompiledFunction, ResolvedFunction } from './types.ts'
import { emitValidators } from './emit/validators.ts'
import { writeDist } from './pack/write-dist.ts'

export { resolveFunction } from './read/resolve.ts'

/**
 * @param root - the project's folder
 * @param resolved - what {@link resolveFunction} gave
 * @returns code, settings and manifest; the same input gives the same bytes
 * @throws UserError for what esbuild refuses, and for globals that Functions do not have
 */
export async function compileFunction(root: string, resolved: ResolvedFunction): Promise<CompiledFunction> {
  const entry = emitEntry(resolved, { validators: 'emitted:validators', settings: 'emitted:settings' })
  const body = await bundle(root, entry, {
    validators: validatorImports + emitValidators(resolved.schemas),
    settings: validatorImports + emitValidators({ settings: resolved.settingsSchema }, 'settingValidators')
  })
  await checkNames(root, body)
  const sourceHash = hashOf(body)
  const hosts = findHosts(body)
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    version: string
  }
  const head = (above: number): string =>
    writeHeader(
      {
        function: `${resolved.displayName} (${resolved.name})`,
        version,
        source: sourceHash,
        subscriptions: resolved.subscriptions.map(
          ({ preset, action, subscribe }) => `${preset} (${action}): ${subscribe}`
        ),
        hosts,
        begins: beginsOf(root, resolved, body).map(([part, line]) => `${part}: line ${above + line}`)
      },
      [
        `Compiled from ${path.relative(root, resolved.folder)} by segment-functions. Edits made here count as drift: change the source instead.`
      ]
    )
  const code = head(head(0).split('\n').length - 1) + body

  return {
    code,
    settings: resolved.settings,
    manifest: {
      name: resolved.name,
      displayName: resolved.displayName,
      description: resolved.description,
      ...(resolved.logoUrl && { logoUrl: resolved.logoUrl }),
      version,
      sourceHash,
      bytes: Buffer.byteLength(code),
      handlers: entry.handlers,
      hosts,
      subscriptions: resolved.subscriptions.map(({ preset, action, subscribe, mapping, types }) => ({
        preset,
        action,
        subscribe,
        mapping,
        types
      })),
      lowered: resolved.lowered
    }
  }
}

/** At which lines of the bundle the parts begin that people look for. */
function beginsOf(root: string, { entry }: ResolvedFunction, body: string): [part: string, line: number][] {
  const lines = body.split('\n')
  const source = path.relative(root, entry).split(path.sep).join('/')
  return [
    ['destination', lines.indexOf(`// ${source}`) + 1],
    ['subscriptions', lines.findIndex((line) => line.startsWith('destinationFunction = ')) + 1]
  ]
}

/** What the emitted validators are made of; esbuild drops the parts that are not used. */
const validatorImports = [
  "import * as $check from '../runtime/emitted/validation.ts'",
  "import * as $formats from '../runtime/emitted/formats.ts'",
  ''
].join('\n')

/**
 * Compiles functions and writes each to `dist/<function>/`. Nothing is written unless all of them compile.
 *
 * @param options.root - the project's folder
 * @param options.names - functions, all when left out
 * @throws UserError for an unknown function and for whatever stops a compilation
 */
export async function buildFunctions(options: {
  root: string
  names?: string[]
}): Promise<CompiledFunction[]> {
  const { root, names } = options
  const config = await loadConfig(root)
  const compiled: CompiledFunction[] = []
  for (const name of selectFunctions(config, names)) {
    const resolved = await resolveFunction(root, name, config.functions[name]!)
    compiled.push(await withBrowser(root, resolved, await compileFunction(root, resolved)))
  }
  for (const one of compiled) await writeDist(root, one)
  return compiled
}
