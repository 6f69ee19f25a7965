/**
 * Bundles an entry into the text of a function: one readable script without imports, for the oldest Node that Segment
 * may run it on.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { build, transform } from 'esbuild'
import type { Loader, Plugin } from 'esbuild'
import { isOfDependency } from '../../shared/package.ts'
import { UserError } from '../../shared/errors.ts'
import type { EmittedEntry } from '../types.ts'
import { definitionTsconfig, describeBuildFailure } from '../esbuild.ts'
import { hostModules } from './host-modules.ts'
import { pruneDefinition } from './prune.ts'
import { runtimeFolder } from '../runtime-modules.ts'

/** Segment moves functions to a newer Node only when they are deployed again, so the oldest one in use counts. */
const target = 'node18'

/**
 * @param root - the project's folder; paths in comments of the output count from it, so that it is the same everywhere
 * @param entry - what to bundle
 * @param modules - modules that exist only now: name as in the entry's imports to source
 * @returns the script with banner and footer
 * @throws UserError with file, line and column for what esbuild refuses
 */
export async function bundle(
  root: string,
  entry: EmittedEntry,
  modules: Record<string, string>
): Promise<string> {
  try {
    const result = await build({
      stdin: { contents: entry.module, resolveDir: root, sourcefile: 'subscriptions.js', loader: 'js' },
      absWorkingDir: root,
      bundle: true,
      write: false,
      // Statements without exports; banner and footer put them into a function of their own, unindented.
      format: 'esm',
      supported: { 'top-level-await': false },
      platform: 'neutral',
      mainFields: ['module', 'main'],
      conditions: ['import', 'default'],
      target,
      tsconfigRaw: definitionTsconfig,
      charset: 'utf8',
      legalComments: 'inline',
      logLevel: 'silent',
      inject: [path.join(runtimeFolder, 'engine/console.ts')],
      plugins: [emittedModules(modules), hostModules, prunedDefinitions],
      banner: { js: entry.banner },
      footer: { js: entry.footer }
    })
    return result.outputFiles[0]!.text
  } catch (error) {
    throw new UserError(
      'definition',
      describeBuildFailure(error),
      'A Function is one file without modules; use what its runtime provides.',
      {
        cause: error
      }
    )
  }
}

/** @returns the size of the script when it is minified, in bytes of UTF-8 */
export async function minifiedSize(code: string): Promise<number> {
  const { code: minified } = await transform(code, { minify: true, target, charset: 'utf8' })
  return Buffer.byteLength(minified)
}

const emittedModules = (modules: Record<string, string>): Plugin => ({
  name: 'emitted-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^emitted:/ }, ({ path: name }) => ({
      path: name.slice('emitted:'.length),
      namespace: 'emitted',
      sideEffects: false
    }))
    onLoad({ filter: /.*/, namespace: 'emitted' }, ({ path: name }) => ({
      contents: modules[name],
      loader: 'js',
      resolveDir: path.join(import.meta.dirname, '..')
    }))
  }
})

const pruned = new Map<string, { source: string; contents: string }>()

const prunedDefinitions: Plugin = {
  name: 'pruned-definitions',
  setup({ onLoad }) {
    onLoad({ filter: /\.[cm]?[jt]s$/, namespace: 'file' }, async ({ path: file }) => {
      if (isOfDependency(file)) return undefined
      const source = await readFile(file, 'utf8')
      const known = pruned.get(file)
      // The forms of a function that fixtures ask for are made of the same files; parsing those takes most of the time.
      const contents = known?.source === source ? known.contents : pruneDefinition(source, file)
      pruned.set(file, { source, contents })
      return {
        contents,
        loader: path.extname(file).replace(/^\.[cm]?/, '') as Loader
      }
    })
  }
}
