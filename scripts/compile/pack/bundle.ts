/**
 * Bundles an entry into the text of a function: one readable script without imports, for the oldest Node that Segment
 * may run it on.
 */
import path from 'node:path'
import { build, transform } from 'esbuild'
import type { BuildOptions, Metafile, OutputFile, Plugin } from 'esbuild'
import { UserError } from '../../shared/errors.ts'
import type { EmittedEntry } from '../types.ts'
import { defineEnv, definitionTsconfig, describeBuildFailure } from '../esbuild.ts'
import type { Env } from '../esbuild.ts'
import { placeInSource, prunedDefinitions } from './definitions.ts'
import { hostModules, missingModule } from './host-modules.ts'
import { runtimeFolder } from '../runtime-modules.ts'

/** Segment moves functions to a newer Node only when they are deployed again, so the oldest one in use counts. */
const target = 'node18'

/**
 * @param root - the project's folder; paths in comments of the output count from it, so that it is the same everywhere
 * @param entry - what to bundle
 * @param modules - modules that exist only now: name as in the entry's imports to source
 * @param env - what the definition finds in `process.env`
 * @returns the script with banner and footer
 * @throws UserError with file, line and column for what esbuild refuses
 */
export async function bundle(
  root: string,
  entry: EmittedEntry,
  modules: Record<string, string>,
  env: Env = {}
): Promise<string> {
  try {
    const result = await buildKeeping((kept, reads) => ({
      stdin: { contents: entry.module, resolveDir: root, sourcefile: 'subscriptions.js', loader: 'js' },
      absWorkingDir: root,
      bundle: true,
      write: false,
      metafile: true,
      // Statements without exports; banner and footer put them into a function of their own, unindented.
      format: 'esm',
      supported: { 'top-level-await': false },
      platform: 'neutral',
      mainFields: ['module', 'main'],
      conditions: ['import', 'default'],
      target,
      tsconfigRaw: definitionTsconfig,
      define: defineEnv(env),
      charset: 'utf8',
      legalComments: 'inline',
      logLevel: 'silent',
      inject: [path.join(runtimeFolder, 'engine/console.ts')],
      plugins: [emittedModules(modules), hostModules, prunedDefinitions(kept, reads)],
      banner: { js: entry.banner },
      footer: { js: entry.footer }
    }))
    refuseMissing(result.metafile)
    return result.outputFiles[0]!.text
  } catch (error) {
    throw new UserError(
      'definition',
      describeBuildFailure(error, { place: (location) => placeInSource(root, location) }),
      'A Function is one file without modules; use what its runtime provides.',
      {
        cause: error
      }
    )
  }
}

/** @throws Error for a module of Node's that is used after all, with the file that uses it */
function refuseMissing({ inputs, outputs }: Metafile): void {
  const [output] = Object.values(outputs)
  // Only a module that is still imported; a file may be in the bundle for something else.
  const left = new Set(output!.imports.map((one) => one.path))
  const used = Object.fromEntries(
    Object.keys(output!.inputs).flatMap((file) => {
      const imports = (inputs[file]?.imports ?? []).filter((one) => left.has(one.path))
      return imports.length > 0 ? [[file, { imports }]] : []
    })
  )
  const missing = missingModule(used)
  if (missing) throw new Error(`${missing.file}: ${missing.text}`)
}

/**
 * Builds, and builds again when it turns out that a module reads of another what was taken out of it.
 *
 * @param options - of members that are kept; members that are read are added to the second
 */
async function buildKeeping(
  options: (kept: ReadonlySet<string>, reads: Set<string>) => BuildOptions & { write: false; metafile: true }
): Promise<{ outputFiles: OutputFile[]; metafile: Metafile }> {
  const reads = new Set<string>()
  const first = await build(options(new Set(), reads))
  return reads.size === 0 ? first : build(options(new Set(reads), reads))
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
