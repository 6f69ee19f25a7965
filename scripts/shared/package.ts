/**
 * Where this package lies, and definitions that a team uses from it instead of copying them:
 * `"destination": "segment-functions/destinations/dub"`.
 */
import { existsSync } from 'node:fs'
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

/**
 * @param root - the project's folder
 * @param file - an absolute path
 * @returns how people name it: from the project's folder, or with the package's name where it belongs to the package
 */
export const shownPath = (root: string, file: string): string => {
  const below = path.relative(root, file)
  const isOwn = root === packageRoot || !file.startsWith(packageRoot + path.sep)
  return (isOwn ? below : prefix + path.relative(packageRoot, file)).split(path.sep).join('/')
}

/** Packages are no definitions, but for this one, whose vendors a team may use as they are. */
export const isOfDependency = (file: string): boolean =>
  /[\\/]node_modules[\\/](?!segment-functions[\\/])/.test(file)

/** @returns the folder of this documentation as seen from a project, with slashes */
export const docsIn = (root: string): string =>
  existsSync(path.join(root, 'docs/upload.md')) ? 'docs' : 'node_modules/segment-functions/docs'
