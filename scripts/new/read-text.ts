/** Reads a text file that somebody named. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../shared/errors.ts'

/**
 * @param file - from the project's folder
 * @throws {UserError} `file` when it cannot be read
 */
export async function readText(root: string, file: string): Promise<string> {
  try {
    return await readFile(path.resolve(root, file), 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'EISDIR') throw cause
    throw new UserError(
      'file',
      code === 'ENOENT' ? `There is no file ${file}.` : `${file} is a folder.`,
      'Check the path.',
      { cause }
    )
  }
}
