/** Where the definition of a function lies: in the project, or in this package. */
import { existsSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { UserError } from '../../shared/errors.ts'
import { definitionFolder, isOfPackage } from '../../shared/package.ts'
import { entryOf } from './load.ts'

/**
 * @param root - the project's folder
 * @param key - `functions.dub.destination`
 * @param folder - what segment.config.json says there
 * @param what - "definition" or "source's definition", for the message
 * @returns the absolute path
 * @throws UserError for a folder outside of the project, also behind a link that is no package's, and for one without index.ts
 */
export function folderOf(root: string, key: string, folder: string, what: string): string {
  const absolute = definitionFolder(root, folder)
  const there = existsSync(entryOf(absolute))
  const isOutside =
    path.isAbsolute(folder) ||
    isAbove(path.relative(root, absolute)) ||
    (there && !isPackaged(folder) && isAbove(path.relative(realpathSync(root), realpathSync(absolute))))
  if (isOutside && !isOfPackage(folder)) {
    throw new UserError(
      'config',
      `segment.config.json: ${key} is "${folder}", which is outside the project.`,
      'Give a folder of the project, from its root: what is compiled must be in its history.'
    )
  }
  if (there) return absolute
  throw new UserError(
    'config',
    `segment.config.json: ${key} is "${folder}", but there is no ${folder}/index.ts.`,
    `Give the folder of a ${what}, from the project's root.`
  )
}

const isAbove = (relative: string): boolean => relative.startsWith('..')

/** Packages are often links into a store; the lock file says what they are. */
const isPackaged = (folder: string): boolean => path.normalize(folder).startsWith(`node_modules${path.sep}`)
