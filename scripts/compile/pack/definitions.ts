/**
 * What esbuild reads of a definition's files when it packs a function: the JavaScript it makes of each, pruned. The runtime
 * and packages are read as they are.
 */
import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import path from 'node:path'
import { transform } from 'esbuild'
import type { Loader, Location, Plugin } from 'esbuild'
import { isOfDependency } from '../../shared/package.ts'
import { segmentModules } from '../commonjs.ts'
import { definitionTsconfig, plainEnv } from '../esbuild.ts'
import { runtimeFolder } from '../runtime-modules.ts'
import { readSegmentModule, resolveSegmentModules } from '../segment-modules.ts'
import { pruneModule } from './prune.ts'
import type { PrunedModule } from './prune.ts'

interface ReadModule {
  source: string
  script: string
  /** From the script's lines to those of the source, as JSON. */
  map?: string
  /** By the members that are kept. */
  pruned: Map<string, PrunedModule>
}

/** The forms of a function that fixtures ask for are made of the same files. */
const known = new Map<string, ReadModule>()

/**
 * @param kept - members of definitions that are not taken out
 * @param reads - members that modules read of others are added
 * @param unused - actions that are taken out
 */
export const prunedDefinitions = (
  kept: ReadonlySet<string> = new Set(),
  reads = new Set<string>(),
  unused: ReadonlySet<string> = new Set()
): Plugin => ({
  name: 'pruned-definitions',
  setup(build) {
    resolveSegmentModules(build)
    build.onLoad({ filter: /\.[cm]?[jt]s$/, namespace: 'file' }, async ({ path: file }) => {
      const isSegments = segmentModules.test(file)
      if (file.startsWith(runtimeFolder) || (isOfDependency(file) && !isSegments)) return undefined
      const module = isSegments ? readSegments(file) : await readOwn(file)
      const isConcerned = unused.size > 0 && /\bactions\b/.test(module.script)
      const key = JSON.stringify([[...kept].sort(), isConcerned ? [...unused] : []])
      const pruned = module.pruned.get(key) ?? pruneModule(module.script, kept, unused)
      module.pruned.set(key, pruned)
      for (const name of pruned.reads) reads.add(name)
      // Read as TypeScript again, so that an import which only a pruned part used is dropped.
      return { contents: pruned.code, loader: loaderOf(file) }
    })
  }
})

function readSegments(file: string): ReadModule {
  const script = readSegmentModule(file)
  return known.get(file) ?? keep(file, { source: script, script, pruned: new Map() })
}

async function readOwn(file: string): Promise<ReadModule> {
  const source = readFileSync(file, 'utf8')
  const before = known.get(file)
  if (before?.source === source) return before
  const { code, map } = await transform(plainEnv(source), {
    loader: loaderOf(file),
    tsconfigRaw: definitionTsconfig,
    charset: 'utf8',
    sourcefile: file,
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'silent'
  })
  return keep(file, {
    source,
    script: code,
    map,
    pruned: new Map()
  })
}

function keep(file: string, module: ReadModule): ReadModule {
  known.set(file, module)
  return module
}

const loaderOf = (file: string): Loader => path.extname(file).replace(/^\.[cm]?/, '') as Loader

/**
 * @param root - the folder that esbuild counted from
 * @param location - of a message about what it read here
 * @returns the place in the author's own file, in esbuild's counting: lines from 1, columns from 0
 */
export function placeInSource(
  root: string,
  { file, line, column }: Location
): Pick<Location, 'line' | 'column'> {
  const { map } = known.get(path.resolve(root, file)) ?? {}
  const entry =
    map &&
    new SourceMap(JSON.parse(map) as ConstructorParameters<typeof SourceMap>[0]).findEntry(line - 1, column)
  return entry && 'originalLine' in entry
    ? { line: entry.originalLine + 1, column: entry.originalColumn }
    : { line, column }
}
