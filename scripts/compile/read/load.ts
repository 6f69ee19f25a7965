/**
 * Loads a destination's definition, so that its fields, presets and settings can be read: bundles it for Node and runs it.
 */
import { createRequire, isBuiltin } from 'node:module'
import path from 'node:path'
import vm from 'node:vm'
import { build } from 'esbuild'
import type { BuildFailure, Plugin } from 'esbuild'
import type { DestinationDefinition } from '@segment/actions-core'
import { defineEnv, definitionTsconfig, describeBuildFailure } from '../esbuild.ts'
import type { Env } from '../esbuild.ts'
import { runtimeModules } from '../runtime-modules.ts'
import { segmentModules } from '../commonjs.ts'
import { readSegmentModule, resolveSegmentModules } from '../segment-modules.ts'
import { catalogPackage, howToKeep } from '../../shared/catalog.ts'
import { UserError } from '../../shared/errors.ts'

/** Where the definition stands in the destination's folder. */
export const entryOf = (folder: string): string => path.join(folder, 'index.ts')

/** @returns the definition of {@link readDefinition} */
export const loadDefinition = async (folder: string): Promise<DestinationDefinition> =>
  (await readDefinition(folder)).definition

/**
 * @param folder - absolute path of the destination's folder
 * @param env - what the definition finds in `process.env`
 * @returns the default export of its index.ts, and all that the definition is made of, as text
 * @throws UserError when it is missing, does not compile, throws while loading, or exports no cloud destination
 */
export async function readDefinition(
  folder: string,
  env: Env = {}
): Promise<{ definition: DestinationDefinition; code: string }> {
  const entry = entryOf(folder)
  const code = await bundleDefinition(entry, env)
  const { default: definition } = run(code, entry) as { default?: unknown }
  if (!isDefinition(definition)) {
    throw new UserError(
      'definition',
      `${entry} does not export a destination: its default export has no name and actions, or its mode is not cloud.`,
      'Export a DestinationDefinition as default; device and warehouse modes cannot run in a Function.'
    )
  }
  return { definition, code }
}

/**
 * @param entry - absolute path of a module
 * @returns what it exports
 * @throws UserError when it does not compile or throws while loading
 */
export const loadModule = async (entry: string): Promise<{ default?: unknown }> =>
  run(await bundleDefinition(entry), entry) as { default?: unknown }

/** Bundled, unlike packages: Node could not load its TypeScript. */
const ownRuntime: Plugin = {
  name: 'own-runtime',
  setup({ onResolve }) {
    onResolve({ filter: /^segment-functions\/runtime$/ }, () => ({
      path: runtimeModules['segment-functions/runtime']
    }))
  }
}

/** Packages are required when the definition runs; that one is missing is told where it is imported. */
const installedPackages: Plugin = {
  name: 'installed-packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./#]/ }, ({ path: imported, importer, kind }) => {
      if (kind === 'entry-point' || isBuiltin(imported) || isInstalled(imported, importer)) return undefined
      const name = /^(@[^/]+\/)?[^/]+/.exec(imported)![0]
      return { errors: [{ text: `the package "${name}" is not installed`, detail: { missing: name } }] }
    })
  }
}

function isInstalled(imported: string, importer: string): boolean {
  try {
    createRequire(importer).resolve(imported)
    return true
  } catch (error) {
    // Any other code: the package is there, and not for `require`.
    return (error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND'
  }
}

const installOf = (missing: string[]): string =>
  missing.includes(catalogPackage) ? howToKeep : `npm install ${missing.join(' ')}`

/** @returns the packages that a failed build did not find */
const missingPackages = (error: unknown): string[] => [
  ...new Set(
    ((error as Partial<BuildFailure>).errors ?? []).flatMap(
      ({ detail }) => (detail as { missing?: string } | undefined)?.missing ?? []
    )
  )
]

/**
 * Segment's own destinations are a part of the definition that imports them; the packages that those import are found from
 * where they stand.
 */
const segmentDestinations: Plugin = {
  name: 'segment-destinations',
  setup(build) {
    resolveSegmentModules(build)
    build.onResolve({ filter: /^[^./]/ }, ({ path: name, importer, kind }) => {
      if (kind === 'entry-point' || name.startsWith('segment-functions/')) return undefined
      const isSegments = /^@segment\/(action-destinations|actions-shared)(\/|$)/.test(name)
      if (!isSegments && !segmentModules.test(importer)) return undefined
      try {
        const file = createRequire(importer).resolve(name)
        return { path: file, external: !isSegments, sideEffects: false }
      } catch {
        // Of what a package imports Node says that it is missing, if it is needed.
        return segmentModules.test(importer) ? { path: name, external: true } : undefined
      }
    })
    build.onLoad({ filter: segmentModules }, ({ path: file }) => ({
      contents: readSegmentModule(file),
      loader: 'js'
    }))
  }
}

/**
 * @param entry - the absolute path of a definition's index.ts
 * @param env - what the definition finds in `process.env`
 * @returns a CommonJS script that exports the definition; packages stay required
 * @throws UserError with file, line and column for what esbuild refuses
 */
export async function bundleDefinition(entry: string, env: Env = {}): Promise<string> {
  try {
    const result = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      platform: 'node',
      format: 'cjs',
      packages: 'external',
      tsconfigRaw: definitionTsconfig,
      define: defineEnv(env),
      sourcemap: 'inline',
      logLevel: 'silent',
      plugins: [ownRuntime, segmentDestinations, installedPackages]
    })
    return result.outputFiles[0]!.text
  } catch (error) {
    const missing = missingPackages(error)
    throw new UserError(
      'definition',
      describeBuildFailure(error, { file: (file) => path.resolve(file) }),
      missing.length > 0 ? installOf(missing) : 'Mend the file; `npm run types` shows more.',
      { cause: error }
    )
  }
}

function run(code: string, entry: string): unknown {
  const module = { exports: {} }
  try {
    vm.compileFunction(code, ['module', 'exports', 'require'], { filename: entry })(
      module,
      module.exports,
      requireFor(entry)
    )
  } catch (error) {
    // Not `instanceof`: the definition may run in another realm.
    const reason = (error as Partial<Error> | null)?.message ?? String(error)
    // Of what a package requires and does not say that it needs.
    const [, missing] = /^Cannot find module '((?:@[^/']+\/)?[^./'][^/']*)/.exec(reason) ?? []
    if (missing !== undefined)
      throw new UserError(
        'definition',
        `${entry}: the package "${missing}" is not installed`,
        `npm install ${missing}`,
        {
          cause: error
        }
      )
    throw new UserError(
      'definition',
      `${entry} cannot be loaded: ${reason}`,
      'Mend what it runs at its top level.',
      { cause: error }
    )
  }
  return module.exports
}

/** From the definition's own place, so that it finds the packages its author installed; what this package needs, from here. */
function requireFor(entry: string): NodeJS.Require {
  const own = createRequire(entry)
  const ours = createRequire(import.meta.url)
  return Object.assign((name: string): unknown => {
    try {
      return own(name)
    } catch (error) {
      if (!name.startsWith('@segment/')) throw error
      return ours(name)
    }
  }, own)
}

const isDefinition = (value: unknown): value is DestinationDefinition => {
  const candidate = value as Partial<DestinationDefinition> | undefined
  return (
    typeof candidate === 'object' &&
    candidate !== null &&
    typeof candidate.name === 'string' &&
    typeof candidate.actions === 'object' &&
    (candidate.mode ?? 'cloud') === 'cloud'
  )
}
