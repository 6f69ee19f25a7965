/**
 * What a verb may know of the place it is called in: folders, environment, terminal. Verbs touch `process` nowhere else, so
 * a test calls them as functions.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Readable } from 'node:stream'

export interface Output {
  write(text: string): unknown
  isTTY?: boolean | undefined
  columns?: number | undefined
}

export interface Surroundings {
  /** The absolute path of the folder in which the person stands. */
  cwd: string
  variables: Record<string, string | undefined>
  stdin: Readable & { isTTY?: boolean | undefined }
  stdout: Output
  stderr: Output
  /**
   * Calls back on Ctrl-C, before the process ends; absent where nobody can press it.
   *
   * @param tell - returns whether the process goes on, to end in good order: then a second Ctrl-C ends it
   * @returns a function that takes the call back
   */
  onInterrupt?: (tell: () => boolean) => () => void
  /** Ends verbs that would go on for ever. */
  signal?: AbortSignal
}

export interface Session extends Surroundings {
  /** The project's folder: the nearest one upwards with a segment.config.json, else `cwd`. */
  root: string
  json: boolean
  /** A path that was typed counts from where the person stands; all others, and messages, from the project. */
  path(typed: string): string
  /** Writes to standard error where somebody watches: none in CI, in a pipe or with `--json`. */
  progress?: (text: string) => void
}

export function openSession(surroundings: Surroundings, json: boolean): Session {
  const { cwd, stderr, variables } = surroundings
  const root = findProject(cwd)
  const watched = !json && stderr.isTTY && !variables.CI
  return {
    ...surroundings,
    json,
    root,
    path: (typed) => path.relative(root, path.resolve(cwd, typed)),
    ...(watched && { progress: (text: string) => void stderr.write(text) })
  }
}

function findProject(cwd: string): string {
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'segment.config.json'))) return folder
    if (folder === path.dirname(folder)) return cwd
  }
}

/**
 * Where the person stands. npm runs its scripts in the folder of package.json, and leaves in INIT_CWD where it was called;
 * processes further down inherit that too, for whom it means nothing.
 */
export function standingIn(cwd: string, { INIT_CWD }: Record<string, string | undefined>): string {
  return INIT_CWD?.startsWith(cwd + path.sep) ? INIT_CWD : cwd
}
