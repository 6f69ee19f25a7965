/**
 * The compiler: a definition and its entry in segment.config.json become the code, the settings and the manifest of a
 * Segment function.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { loadConfig, selectFunctions } from '../input/config.ts'
import { checkNames } from './pack/absent-names.ts'
import { withBrowser } from './browser.ts'
import { bundle } from './pack/bundle.ts'
import { edit } from './edit.ts'
import { dropMemberDocs } from './pack/member-docs.ts'
import { emitEntry } from './emit/entry.ts'
import { emitSourceEntry } from './emit/source.ts'
import { sourceHash as hashOf, writeHeader } from './pack/header.ts'
import type { Header } from './pack/header.ts'
import { findHosts } from './pack/hosts.ts'
import { headModules, readModules } from './pack/module-heads.ts'
import { clearNames } from './pack/names.ts'
import { readSyntax } from './syntax.ts'
import { resolveFunction } from './read/resolve.ts'
import { resolveSource } from './read/source.ts'
import { shownPath } from '../shared/package.ts'
import type { CompiledFunction, EmittedEntry, Manifest, ResolvedFunction, ResolvedSource } from './types.ts'
import { emitValidators, validatorParts } from './emit/validators.ts'
import { writeDist } from './pack/write-dist.ts'

export { formCompiler, type RunnableFunction } from './forms.ts'
export { resolveFunction, withPresets } from './read/resolve.ts'
export { resolveSource } from './read/source.ts'

/**
 * @param root - the project's folder
 * @param resolved - what {@link resolveFunction} gave
 * @returns code, settings and manifest; the same input gives the same bytes
 * @throws UserError for what esbuild refuses, and for globals that Functions do not have
 */
export async function compileFunction(root: string, resolved: ResolvedFunction): Promise<CompiledFunction> {
  const entry = emitEntry(resolved, { validators: 'emitted:validators', settings: 'emitted:settings' })
  const modules = {
    validators: validatorImports + emitValidators(resolved.schemas),
    settings: validatorImports + emitValidators({ settings: resolved.settingsSchema }, 'settingValidators')
  }
  const subscriptions = resolved.subscriptions.map(
    ({ preset, action, subscribe }) => `${preset} (${action}): ${subscribe}`
  )
  const { code, manifest } = await pack(root, resolved, entry, modules, { subscriptions }, 'destination')
  return {
    code,
    settings: resolved.settings,
    manifest: {
      ...manifest,
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
function beginsOf(
  root: string,
  { entry }: Pick<ResolvedFunction, 'entry'>,
  body: string,
  kind: 'destination' | 'source'
): [part: string, line: number][] {
  const lines = body.split('\n')
  const source = path.relative(root, entry).split(path.sep).join('/')
  return [
    [kind, lines.indexOf(`// ${source}`) + 1],
    [
      kind === 'source' ? 'events' : 'subscriptions',
      lines.findIndex((line) => line.startsWith(`${kind}Function = `)) + 1
    ]
  ]
}

/**
 * @param root - the project's folder
 * @param resolved - what {@link resolveSource} gave
 * @returns as {@link compileFunction}
 * @throws UserError for what esbuild refuses
 */
export async function compileSource(root: string, resolved: ResolvedSource): Promise<CompiledFunction> {
  const entry = emitSourceEntry(resolved, 'emitted:settings')
  const modules = { settings: validatorImports + emitValidators({ settings: resolved.settingsSchema }) }
  const events = Object.entries(resolved.events).map(([event, name]) => `${event}: ${name}`)
  const { code, manifest } = await pack(root, resolved, entry, modules, { events }, 'source')
  return {
    code,
    settings: resolved.settings,
    manifest: {
      ...manifest,
      resourceType: 'SOURCE',
      events: resolved.events,
      subscriptions: [],
      lowered: resolved.lowered
    }
  }
}

/** A team that publishes nothing has no version to say, or no package.json. */
async function versionOf(root: string): Promise<string> {
  const file = path.join(root, 'package.json')
  if (!existsSync(file)) return '0.0.0'
  const { version = '0.0.0' } = JSON.parse(await readFile(file, 'utf8')) as { version?: string }
  return version
}

/** Bundles a function and puts its head on; `about` is what only its kind has to say there. */
async function pack(
  root: string,
  resolved: ResolvedFunction | ResolvedSource,
  entry: EmittedEntry,
  modules: Record<string, string>,
  about: Header,
  kind: 'destination' | 'source'
): Promise<{ code: string; manifest: Omit<Manifest, 'subscriptions' | 'lowered'> }> {
  const { texts, specs = [] } = ('env' in resolved && resolved.env) || {}
  const syntax = readSyntax(await bundle(root, entry, modules, texts))
  await checkNames(
    root,
    syntax,
    specs.map(({ key }) => key)
  )
  const hosts = findHosts(syntax.texts)
  const sources = readModules(root, syntax.code)
  const clear = edit(syntax.code, [
    ...clearNames(syntax, [...sources.values(), ...Object.values(modules)]),
    ...dropMemberDocs(syntax)
  ])
  const body = headModules(root, clear, sources)
  const { name, displayName, description, logoUrl } = resolved
  const version = await versionOf(root)
  const sourceHash = hashOf(body)
  const head = (above: number): string =>
    writeHeader(
      {
        function: `${displayName} (${name})`,
        version,
        source: sourceHash,
        ...about,
        hosts,
        begins: beginsOf(root, resolved, body, kind).map(([part, line]) => `${part}: line ${above + line}`)
      },
      [
        `Compiled from ${shownPath(root, resolved.folder)} by segment-functions. Edits made here count as drift: change the source instead.`
      ]
    )
  const code = head(head(0).split('\n').length - 1) + body
  return {
    code,
    manifest: {
      name,
      displayName,
      description,
      ...(logoUrl && { logoUrl }),
      version,
      sourceHash,
      bytes: Buffer.byteLength(code),
      handlers: entry.handlers,
      hosts
    }
  }
}

/** esbuild drops the parts that are not used. */
const validatorImports = validatorParts
  .map(([names, from]) => `import ${names} from ${JSON.stringify(from)}\n`)
  .join('')

/** A compiled function, and what it was compiled of. */
export interface BuiltFunction extends CompiledFunction {
  resolved: ResolvedFunction | ResolvedSource
}

/**
 * Compiles functions and writes each to `dist/<function>/`. Nothing is written unless all of them compile.
 *
 * @param options.root - the project's folder
 * @param options.names - functions, all when left out
 * @throws UserError for an unknown function and for whatever stops a compilation
 */
export async function buildFunctions(options: { root: string; names?: string[] }): Promise<BuiltFunction[]> {
  const { root, names } = options
  const config = await loadConfig(root)
  async function compileOne(name: string): Promise<BuiltFunction> {
    const source = config.sources[name]
    if (source) {
      const resolved = await resolveSource(root, name, source)
      return { ...(await compileSource(root, resolved)), resolved }
    }
    const resolved = await resolveFunction(root, name, config.functions[name]!)
    return { ...(await withBrowser(root, resolved, await compileFunction(root, resolved))), resolved }
  }
  // At the same time, as esbuild works beside this thread; the mistake that is told is that of the first function.
  const ends = await Promise.allSettled(selectFunctions(config, names).map(compileOne))
  const compiled = ends.map((end) => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
  for (const one of compiled) await writeDist(root, one)
  return compiled
}
