/** Segment's own destinations as npm has them, where they are installed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { catalogPackage, catalogVersion } from '../shared/catalog.ts'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'

/** What its destinations import and it does not say that it needs. */
const undeclared = ['xml-js@1.6.11', '@aws-sdk/client-sts@3.1174.0']

/** Beside package.json and its lock, which stay as they are. */
export const howToInstall = `npm install --no-save ${[`${catalogPackage}@${catalogVersion}`, ...undeclared].join(' ')}`

export interface CatalogPackage {
  version: string
  /** The absolute path of the folder that holds a folder for each destination. */
  folder: string
  /** The names of those folders, sorted: what this project calls a destination's slug. */
  slugs: string[]
}

/**
 * @param root - the project's folder, in whose packages it is looked for
 * @returns undefined when it is not installed
 */
export function findCatalog(root: string): CatalogPackage | undefined {
  let manifest: string
  try {
    manifest = createRequire(path.join(root, 'package.json')).resolve(`${catalogPackage}/package.json`)
  } catch {
    return undefined
  }
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  const folder = path.join(path.dirname(manifest), 'dist', 'destinations')
  const slugs = readdirSync(folder)
    .filter((name) => existsSync(path.join(folder, name, 'index.js')))
    .sort()
  return { version, folder, slugs }
}

/**
 * @param install - the command that gets the package
 * @throws UserError that says how to install the package, when it is not there
 */
export function openCatalog(root: string, install = howToInstall): CatalogPackage {
  const found = findCatalog(root)
  if (found) return found
  throw new UserError('usage', `${catalogPackage} is not installed.`, `Install it: ${install}`)
}

/**
 * @param names - slugs that were asked for; none means all
 * @throws UserError naming the nearest
 */
export function selectSlugs({ slugs }: CatalogPackage, names: string[]): string[] {
  const unknown = names.find((name) => !slugs.includes(name))
  if (unknown !== undefined)
    throw new UserError(
      'usage',
      `There is no destination "${unknown}" in ${catalogPackage}.`,
      suggestion(unknown, slugs)
    )
  return names.length > 0 ? [...new Set(names)] : slugs
}
