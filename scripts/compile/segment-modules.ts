/**
 * How esbuild reads Segment's own destinations, for whoever bundles a definition: as ES modules, of which only what is used
 * need be kept.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { PluginBuild } from 'esbuild'
import { toEsModule } from './commonjs.ts'
import { plainEnv } from './esbuild.ts'

const converted = new Map<string, string>()

/** @returns the ES module that a file of Segment's was made of */
export function readSegmentModule(file: string): string {
  const known = converted.get(file) ?? withPlaces(file, plainEnv(toEsModule(readFileSync(file, 'utf8'))))
  // A package does not change while it is in use.
  converted.set(file, known)
  return known
}

/** Before a path that one of those files imports; a name of its own, as esbuild asks about what it could resolve itself. */
const prefix = 'segment-module:'

/** Imports between those files, by absolute paths. */
const withPlaces = (file: string, source: string): string =>
  source.replaceAll(
    /^((?:import|export)\b[^"'\n]*)"(\.[^"\n]*)"/gm,
    (_, before: string, name: string) =>
      before + JSON.stringify(prefix + path.resolve(path.dirname(file), name))
  )

/** Resolves the imports between those files; nothing in them has effects but what they export. */
export function resolveSegmentModules({ onResolve }: Pick<PluginBuild, 'onResolve'>): void {
  // By name where a definition of one's own is made of it.
  onResolve({ filter: /^@segment\/action-destinations\/./ }, ({ path: name, importer }) => {
    try {
      return { path: createRequire(importer).resolve(name), sideEffects: false }
    } catch {
      return undefined
    }
  })
  onResolve({ filter: new RegExp(`^${prefix}`) }, ({ path: name }) => {
    const base = name.slice(prefix.length)
    const file = [`${base}.js`, path.join(base, 'index.js'), base].find((one) => existsSync(one))
    return file === undefined ? undefined : { path: file, sideEffects: false }
  })
}
