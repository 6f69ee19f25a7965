/** Writes the files of one call of `npm run new`: all of them, or none. */
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { format, resolveConfig } from 'prettier'
import { UserError } from '../shared/errors.ts'

export interface Draft {
  /** New files by path from the project's folder; laid out by prettier. */
  made: Record<string, string>
  /** Files that are there already, with their new text, which stays as it is. */
  changed: Record<string, string>
}

/**
 * @param root - the project's folder
 * @param finish - runs when all files are there; gives the paths of more that it made
 * @returns the paths of all files, from the project's folder, those that were changed last
 * @throws {UserError} `usage` when one of the new files exists; whatever is thrown, everything is as it was before
 */
export async function writeDraft(
  root: string,
  { made, changed }: Draft,
  finish: () => Promise<string[]>
): Promise<string[]> {
  const existing = Object.keys(made).find((file) => existsSync(path.join(root, file)))
  if (existing !== undefined)
    throw new UserError(
      'usage',
      `${existing} exists already, and nothing is overwritten.`,
      'Choose another name, or move it away.'
    )
  const before = new Map<string, string>()
  const folders: string[] = []
  const written: string[] = []
  try {
    for (const [file, text] of Object.entries(made)) {
      const target = path.join(root, file)
      folders.push(...missingFolders(path.dirname(target)))
      await mkdir(path.dirname(target), { recursive: true })
      await writeFile(target, await laidOut(target, text), { flag: 'wx' })
      written.push(file)
    }
    for (const [file, text] of Object.entries(changed)) {
      const target = path.join(root, file)
      before.set(target, await readFile(target, 'utf8'))
      await replace(target, text)
    }
    const more = await finish()
    return [...written, ...more.filter((file) => !(file in changed)), ...Object.keys(changed)]
  } catch (error) {
    for (const [target, text] of before) await replace(target, text)
    for (const file of written) await rm(path.join(root, file), { force: true })
    // Only what is empty now: somebody else may have put something there.
    for (const folder of folders.reverse()) await rmdir(folder).catch(() => undefined)
    throw error
  }
}

/** As prettier would leave it, with the options of the project it is in. */
export const laidOut = async (file: string, text: string): Promise<string> =>
  format(text, { ...(await resolveConfig(file)), filepath: file })

async function replace(target: string, text: string): Promise<void> {
  const draft = `${target}.draft`
  await writeFile(draft, text)
  await rename(draft, target)
}

function missingFolders(folder: string): string[] {
  if (existsSync(folder)) return []
  return [...missingFolders(path.dirname(folder)), folder]
}
