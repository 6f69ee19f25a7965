/** What the two uses of esbuild have in common: reading a definition, and packing a function. */
import type { BuildFailure, Location } from 'esbuild'

/**
 * How definitions are read, whatever tsconfig.json says: as Segment's own destinations count on. An import of which only
 * types are used is dropped (`import { RequestClient } from '@segment/actions-core'`), and a member of a class that is only
 * declared does not exist.
 */
export const definitionTsconfig = {
  compilerOptions: { verbatimModuleSyntax: false, useDefineForClassFields: false }
}

/**
 * esbuild's messages with file, line and column.
 *
 * @param error - what `build` threw
 * @param show.file - a file as the message shall name it; esbuild counts from `absWorkingDir`
 * @param show.place - where in that file it stands, if esbuild read something else than the file
 */
export function describeBuildFailure(error: unknown, show: Partial<Shown> = {}): string {
  const messages = (error as Partial<BuildFailure>).errors
  if (!messages) return error instanceof Error ? error.message : String(error)
  return messages
    .map(({ text, location }) => `${location ? `${placeOf(location, show)}: ` : ''}${explain(text)}`)
    .join('\n')
}

interface Shown {
  file(file: string): string
  place(location: Location): Pick<Location, 'line' | 'column'>
}

function placeOf(location: Location, { file, place }: Partial<Shown>): string {
  if (!isFile(location)) return `${location.file}:${location.line}:${location.column}`
  const { line, column } = place ? place(location) : location
  return `${file ? file(location.file) : location.file}:${line}:${column}`
}

const isFile = ({ namespace }: Location): boolean => namespace === '' || namespace === 'file'

/** What stands behind these names is ours, and has what Functions offer. */
const explain = (text: string): string =>
  text.replace(
    /^No matching export in "function:(.*?)(?:\?all)?" for import (".*")$/,
    '$2 of $1 does not exist in Functions'
  )

/** What a definition reads from `process.env`, where Segment runs it: name to value. */
export type Env = Record<string, string>

/** What stands for `process.env` itself in a bundle: an object of the variables that a definition is given. */
export const environmentName = 'functionEnvironment'

/** Reads of `process.env.X` as texts: a Function has no environment. */
export const defineEnv = (env: Env): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ NODE_ENV: 'production', ...env }).map(([name, value]) => [
      `process.env.${name}`,
      JSON.stringify(value)
    ])
  )

/** @returns a module that reads `process.env.X` where it read `process?.env?.X`, or imported `process`, which nobody has to */
export const plainEnv = (source: string): string =>
  source
    .replaceAll(/\bprocess\??\.env(?:\?\.(?=\[)|\?(?=\.)|(?!\w))/g, 'process.env')
    .replace(/^import (\* as )?process from (["'])(node:)?process\2;?/m, '')
