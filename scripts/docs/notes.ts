/** What only people know of a vendor: `notes.md`, which becomes part of the README. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * @param folder - the folder of a definition
 * @returns its notes.md without blanks around it; empty when there is none
 */
export const readNotes = async (folder: string): Promise<string> =>
  ((await readIfAny(path.join(folder, 'notes.md'))) ?? '').trim()

/** @returns undefined for a file that does not exist */
export async function readIfAny(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
