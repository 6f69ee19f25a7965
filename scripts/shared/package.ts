/**
 * Where this package lies, and definitions that a team uses from it instead of copying them:
 * `"destination": "segment-functions/destinations/dub"`.
 */
import path from 'node:path'

const prefix = 'segment-functions/'

/** The folder of this package, which in this repository is the project itself. */
export const packageRoot = path.resolve(import.meta.dirname, '../..')

/** @param folder - of a definition, as segment.config.json has it */
export const isOfPackage = (folder: string): boolean => folder.startsWith(`${prefix}destinations/`)

/**
 * @param root - the project's folder
 * @param folder - of a definition, as segment.config.json has it: from the project, or with the package's name before it
 * @returns its absolute path
 */
export const definitionFolder = (root: string, folder: string): string =>
  isOfPackage(folder) ? path.join(packageRoot, folder.slice(prefix.length)) : path.resolve(root, folder)
