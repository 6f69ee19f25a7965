/**
 * Which files hold past events: what a person names (files, folders, globs, `-` for standard input) becomes a list of
 * readable files in a fixed order, so that every run sees the same events in the same order.
 */
import { access, constants, stat } from 'node:fs/promises'
import path from 'node:path'
import { glob, isDynamicPattern } from 'tinyglobby'
import { UserError } from '../shared/errors.ts'

export interface EventFile {
  /** The absolute path; `-` for standard input. */
  path: string
  /** As messages name it: from where the person stands. */
  name: string
  /** In bytes, compressed where it is; 0 for standard input. */
  bytes: number
}

/** What a folder is searched for: an archive of Segment's is `segment-logs/<source>/<day>/*.gz`. */
const inFolders = '**/*.{json,ndjson,jsonl,log,gz}'

/**
 * @param cwd - the folder that relative names count from
 * @param inputs - files, folders, globs or `-`
 * @returns each file once; those of one folder or glob in the order of their paths
 * @throws {@link UserError} (file) when there is none, or one cannot be read
 */
export async function findEventFiles(cwd: string, inputs: string[]): Promise<EventFile[]> {
  const found = new Map<string, EventFile>()
  for (const input of inputs)
    for (const file of await expand(cwd, input)) if (!found.has(file.path)) found.set(file.path, file)
  return [...found.values()]
}

async function expand(cwd: string, input: string): Promise<EventFile[]> {
  if (input === '-') return [{ path: '-', name: 'standard input', bytes: 0 }]
  const given = path.resolve(cwd, input)
  const stats = await stat(given).catch(() => undefined)
  if (stats && !stats.isDirectory()) return [await readable(cwd, given)]
  const paths = stats
    ? await glob(inFolders, { cwd: given, absolute: true })
    : await glob(input, { cwd, absolute: true })
  if (paths.length === 0)
    throw new UserError(
      'file',
      stats
        ? `${input} holds no events.`
        : isDynamicPattern(input)
          ? `${input} fits no file.`
          : `${input} does not exist.`,
      'Give files, folders or globs of .json, .ndjson or .gz with events, or - for standard input.'
    )
  return Promise.all(
    paths
      .map(path.normalize)
      .sort()
      .map((file) => readable(cwd, file))
  )
}

async function readable(cwd: string, file: string): Promise<EventFile> {
  const name = path.relative(cwd, file).startsWith('..') ? file : path.relative(cwd, file)
  try {
    await access(file, constants.R_OK)
    const { size } = await stat(file)
    return { path: file, name, bytes: size }
  } catch (cause) {
    throw new UserError(
      'file',
      `${name} cannot be read (${(cause as NodeJS.ErrnoException).code}).`,
      'Give yourself the right to read it, or leave it out.',
      { cause }
    )
  }
}
