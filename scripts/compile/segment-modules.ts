/**
 * How esbuild reads Segment's own destinations, for whoever bundles a definition: as ES modules, of which only what is used
 * need be kept.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { PluginBuild } from 'esbuild'
import { segmentModules, toEsModule } from './commonjs.ts'

const converted = new Map<string, string>()

/** @returns the ES module that a file of Segment's was made of */
export function readSegmentModule(file: string): string {
  const known = converted.get(file) ?? plainEnv(toEsModule(readFileSync(file, 'utf8')))
  // A package does not change while it is in use.
  converted.set(file, known)
  return known
}

/** Reads of the environment as esbuild can put a text in their place. */
const plainEnv = (source: string): string => source.replaceAll(/\bprocess\?\.env\?\.(?=\w)/g, 'process.env.')

/** Resolves the imports between those files; nothing in them has effects but what they export. */
export function resolveSegmentModules({ onResolve }: Pick<PluginBuild, 'onResolve'>): void {
  onResolve({ filter: /^\./ }, ({ path: name, importer, resolveDir }) => {
    if (!segmentModules.test(importer)) return undefined
    const base = path.join(resolveDir, name)
    const file = [`${base}.js`, path.join(base, 'index.js'), base].find((one) => existsSync(one))
    return file === undefined ? undefined : { path: file, sideEffects: false }
  })
}
