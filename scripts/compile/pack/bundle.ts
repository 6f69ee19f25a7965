/**
 * Bundles an entry into the text of a function: one readable script without imports, for the oldest Node that Segment
 * may run it on.
 */
import path from 'node:path'
import { build, transform } from 'esbuild'
import type { BuildOptions, Message, Metafile, OutputFile, Plugin } from 'esbuild'
import { UserError } from '../../shared/errors.ts'
import type { EmittedEntry } from '../types.ts'
import { actionsCore } from './actions-core.ts'
import { awsSdk } from './aws-sdk.ts'
import { defineEnv, definitionTsconfig, environmentName, describeBuildFailure } from '../esbuild.ts'
import type { Env } from '../esbuild.ts'
import { placeInSource, prunedDefinitions } from './definitions.ts'
import { hostModules, missingModule } from './host-modules.ts'
import { namesTextEncoding } from './text-encoding.ts'
import { runtimeFolder } from '../runtime-modules.ts'

/** Segment moves functions to a newer Node only when they are deployed again, so the oldest one in use counts. */
const target = 'node18'

/**
 * @param root - the project's folder; paths in comments of the output count from it, so that it is the same everywhere
 * @param entry - what to bundle
 * @param modules - modules that exist only now: name as in the entry's imports to source
 * @param env - what the definition finds in `process.env` whoever it is called for
 * @returns the script with banner and footer
 * @throws UserError with file, line and column for what esbuild refuses
 */
export async function bundle(
  root: string,
  entry: EmittedEntry,
  modules: Record<string, string>,
  env: Env = {}
): Promise<string> {
  const make = async (way: Way): Promise<Made> => {
    const unused = new Set(way.keepsActions ? [] : entry.unusedActions)
    const { metafile, outputFiles, warnings } = await buildKeeping((kept, reads) => ({
      stdin: { contents: moduleOf(entry), resolveDir: root, sourcefile: 'subscriptions.js', loader: 'js' },
      absWorkingDir: root,
      bundle: true,
      write: false,
      metafile: true,
      // Statements without exports; banner and footer put them into a function of their own, unindented.
      format: 'esm',
      supported: { 'top-level-await': false },
      platform: 'neutral',
      mainFields: [...(way.isForBrowsers ? ['browser'] : []), 'module', 'main'],
      conditions: [...(way.isForBrowsers ? ['browser'] : []), 'import', 'default'],
      target,
      tsconfigRaw: definitionTsconfig,
      define: { ...defineEnv(env), 'process.env': environmentName },
      charset: 'utf8',
      legalComments: 'inline',
      logLevel: 'silent',
      inject: ['engine/console.ts', ...(way.encodesText ? ['stand-ins/install-text-encoding.ts'] : [])].map(
        (file) => path.join(runtimeFolder, file)
      ),
      plugins: [
        emittedModules(modules),
        actionsCore,
        awsSdk,
        hostModules,
        prunedDefinitions(kept, reads, unused)
      ],
      banner: { js: entry.banner },
      footer: { js: entry.footer }
    }))
    refuseUndefined(warnings)
    const code = withEnvironment(outputFiles[0]!.text, entry, env)
    return { code, missing: missingOf(metafile, code), readsAction: readsOneOf(unused, code) }
  }
  try {
    return await makeInOneWay(make)
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

const moduleOf = ({ imports, body }: EmittedEntry): string =>
  [...imports.map(([names, from]) => `import ${names} from ${JSON.stringify(from)}`), '', body].join('\n')

function withEnvironment(code: string, { banner, hasEnvironment }: EmittedEntry, env: Env): string {
  if (hasEnvironment || !code.includes(environmentName)) return code
  return `${banner}\nconst ${environmentName} = ${JSON.stringify(env)};${code.slice(banner.length)}`
}

/** What only some functions need, and a function is made with once it turns out. */
interface Way {
  /** Packages as they are made for browsers, which have fewer of Node's modules. */
  isForBrowsers: boolean
  /** Code reads an action that no preset uses. */
  keepsActions: boolean
  encodesText: boolean
}

interface Made {
  code: string
  missing: ReturnType<typeof missingModule>
  readsAction: boolean
}

const readsOneOf = (actions: ReadonlySet<string>, code: string): boolean =>
  [...actions].some((name) => new RegExp(`\\bactions\\.${name}\\b`).test(code))

/** @throws Error for a module of Node's that is used after all, with the file that uses it */
async function makeInOneWay(make: (way: Way) => Promise<Made>): Promise<string> {
  let way: Way = { isForBrowsers: false, keepsActions: false, encodesText: false }
  let made = await make(way)
  if (made.readsAction) {
    way = { ...way, keepsActions: true }
    made = await make(way)
  }
  if (made.missing) {
    const { missing } = made
    way = { ...way, isForBrowsers: true }
    // What a package lacks for browsers is no news to whoever has the other one.
    made = await make(way).catch(() => made)
    if (made.missing) throw new Error(`${missing.file}: ${missing.text}`)
  }
  return namesTextEncoding(made.code) ? (await make({ ...way, encodesText: true })).code : made.code
}

/** @throws a build's failure for a member of actions-core that its stand-in lacks: it would show when an event comes */
function refuseUndefined(warnings: Message[]): void {
  const errors = warnings.flatMap(({ text, location }) => {
    const [, name, module] =
      /^Import "(.*?)" will always be undefined .* "function:(.*?)(?:\?all)?"$/.exec(text) ?? []
    return name === undefined
      ? []
      : [{ text: `"${name}" of ${module} does not exist in Functions`, location }]
  })
  if (errors.length > 0) throw Object.assign(new Error('undefined imports'), { errors })
}

function missingOf({ inputs, outputs }: Metafile, code: string): Made['missing'] {
  const [output] = Object.values(outputs)
  // Only a module that is still imported; a file may be in the bundle for something else.
  const left = new Set(output!.imports.map((one) => one.path))
  const used = Object.fromEntries(
    Object.keys(output!.inputs).flatMap((file) => {
      const imports = (inputs[file]?.imports ?? []).filter((one) => left.has(one.path))
      // What of a module needs no machine stands in one that only the build has.
      const importer = file.startsWith('host-part:')
        ? Object.keys(inputs).find((one) => inputs[one]!.imports.some(({ path: name }) => name === file))
        : undefined
      return imports.length > 0 ? [[importer ?? file, { imports }]] : []
    })
  )
  return missingModule(used, code)
}

/**
 * Builds, and builds again when it turns out that a module reads of another what was taken out of it.
 *
 * @param options - of members that are kept; members that are read are added to the second
 */
async function buildKeeping(
  options: (kept: ReadonlySet<string>, reads: Set<string>) => BuildOptions & { write: false; metafile: true }
): Promise<{ outputFiles: OutputFile[]; metafile: Metafile; warnings: Message[] }> {
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
