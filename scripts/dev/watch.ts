/**
 * Builds the functions and builds them again when their files change. One that does not compile keeps its last good build,
 * and says what is wrong.
 */
import path from 'node:path'
import { compileFunction, compileSource, resolveFunction, resolveSource } from '../compile/index.ts'
import type { ResolvedFunction, ResolvedSource } from '../compile/types.ts'
import { configFile, loadConfig, selectFunctions } from '../input/config.ts'
import type { Config, FunctionConfig } from '../input/config.ts'
import { runOnChange } from '../replay/watch.ts'
import { UserError } from '../shared/errors.ts'

export type Build = { code: string; ms: number } & (
  | { kind: 'destination'; fn: ResolvedFunction; config: FunctionConfig }
  | { kind: 'source'; fn: ResolvedSource }
)

/** A mistake in a definition or in segment.config.json, with its place. */
export interface BuildError {
  message: string
  hint: string | undefined
}

export interface WatchOptions {
  root: string
  /** Functions; all when empty. */
  names: string[]
  signal: AbortSignal
  onBuilt(name: string, build: Build): void
  onError(name: string, error: BuildError): void
  /** All that changed was built. */
  onRound(): void
}

/**
 * @returns the names of the functions, when each of them was tried once; goes on until the signal is aborted
 * @throws UserError for a function that does not exist
 */
export async function watchFunctions(options: WatchOptions): Promise<string[]> {
  const { root, signal, onRound } = options
  const config = await loadConfig(root)
  const names = selectFunctions(config, options.names)
  const folders = names.map((name) => folderOf(config, name))
  const tops = new Set(folders.map((folder) => folder.split('/')[0]!))
  const build = builder(options)
  await new Promise<void>((resolve, reject) => {
    runOnChange({
      paths: [path.join(root, configFile), ...[...tops].map((top) => path.join(root, top))],
      signal,
      async run(changed) {
        const files = changed.map((file) => path.relative(root, file).split(path.sep).join('/'))
        const isOwn = (file: string) => folders.some((folder) => file.startsWith(`${folder}/`))
        const concerned = names.filter(
          (_, index) =>
            files.length === 0 ||
            files.some((file) => file.startsWith(`${folders[index]!}/`) || (!isOwn(file) && isSource(file)))
        )
        const isConfigOnly = files.length > 0 && files.every((file) => file === configFile)
        await build(concerned, isConfigOnly)
        onRound()
        resolve()
      }
    }).catch(reject)
  })
  return names
}

const isSource = (file: string): boolean => file === configFile || /\.(ts|js|json)$/.test(file)

const folderOf = ({ functions, sources }: Config, name: string): string =>
  (functions[name]?.destination ?? sources[name]!.source).replace(/\/+$/, '')

/** @returns builds functions; where only segment.config.json was saved, those of which it says something else than before */
function builder({ root, onBuilt, onError }: WatchOptions) {
  const latest = new Map<string, { entry: string; build: Build }>()

  async function buildOf(name: string, config: Config, isConfigOnly: boolean): Promise<Build> {
    const before = latest.get(name)
    const entry = JSON.stringify(config.functions[name] ?? config.sources[name])
    if (isConfigOnly && before?.entry === entry) return before.build
    latest.delete(name)
    const build = await buildOne(root, config, name)
    latest.set(name, { entry, build })
    return build
  }

  return async (names: string[], isConfigOnly: boolean): Promise<void> => {
    for (const name of names) {
      try {
        onBuilt(name, await buildOf(name, await loadConfig(root), isConfigOnly))
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        onError(name, { message: shorten(root, error.message), hint: error.hint })
      }
    }
  }
}

async function buildOne(root: string, config: Config, name: string): Promise<Build> {
  const started = performance.now()
  selectFunctions(config, [name])
  const source = config.sources[name]
  if (source) {
    const fn = await resolveSource(root, name, source)
    const { code } = await compileSource(root, fn)
    return { kind: 'source', fn, code, ms: performance.now() - started }
  }
  const own = config.functions[name]!
  const fn = await resolveFunction(root, name, own)
  const { code } = await compileFunction(root, fn)
  return { kind: 'destination', fn, config: own, code, ms: performance.now() - started }
}

/** Paths from the project's folder. */
const shorten = (root: string, text: string): string => text.replaceAll(root + path.sep, '')
