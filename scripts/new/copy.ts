/** `npm run new -- copy dub`: a vendor of the package becomes the project's own, with its fixtures, to change at will. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { applyEdits, modify } from 'jsonc-parser'
import { glob } from 'tinyglobby'
import { configFile, loadConfig } from '../input/config.ts'
import type { FunctionConfig, SourceConfig } from '../input/config.ts'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import { definitionFolder, isOfPackage, packageRoot } from '../shared/package.ts'
import { withFunction } from './config-entry.ts'
import { writeDraft } from './files.ts'
import type { Made } from './made.ts'

/**
 * @param root - the project's folder
 * @param vendor - a folder of the package's `destinations`
 * @throws {UserError} when the package has no such vendor, or the project has its folders already; then nothing is written
 */
export async function newCopy(root: string, vendor: string): Promise<Made> {
  const folder = `destinations/${vendor}`
  const entries = await entriesOf(vendor)
  const fixtures = Object.keys(entries).map((name) => `fixtures/${name}`)
  const taken = [folder, ...fixtures].find((one) => existsSync(path.join(root, one)))
  if (taken !== undefined)
    throw new UserError(
      'usage',
      `The folder ${taken} exists already, and nothing is overwritten.`,
      root === packageRoot
        ? 'This is the project that the vendors come from: change it here.'
        : 'Move the folder away.'
    )
  const own = await readAll([folder, ...fixtures])
  const made = { ...own, ...(await recordedEvents(root, own)) }
  const config = await readFile(path.join(root, configFile), 'utf8')
  const { functions, sources } = await loadConfig(root)
  const changed = { [configFile]: withEntries(config, { ...functions, ...sources }, entries, vendor) }
  const files = await writeDraft(root, { made, changed }, () => Promise.resolve([]))
  return {
    files,
    next: [
      `npm run replay -- ${Object.keys(entries).join(' ')}`,
      `Change what is to differ in ${folder}; a new version of the package leaves it as it is.`
    ]
  }
}

type Entry = FunctionConfig | SourceConfig

const placeOf = (entry: Entry): string => ('destination' in entry ? entry.destination : entry.source)

/** The package's own functions of a vendor: to it, and from it. */
async function entriesOf(vendor: string): Promise<Record<string, Entry>> {
  const { functions, sources } = await loadConfig(packageRoot)
  const all: [string, Entry][] = [...Object.entries(functions), ...Object.entries(sources)]
  const own = all.filter(([, entry]) => placeOf(entry).split('/')[1] === vendor)
  if (own.length > 0) return Object.fromEntries(own)
  const vendors = [...new Set(all.map(([, entry]) => placeOf(entry).split('/')[1]!))]
  throw new UserError('usage', `The package has no vendor "${vendor}" to copy.`, suggestion(vendor, vendors))
}

/** @param places - folders or files of the package */
async function readAll(places: string[]): Promise<Record<string, string>> {
  const patterns = places.map((place) => (place.endsWith('.json') ? place : `${place}/**`))
  const files = (await glob(patterns, { cwd: packageRoot, dot: true })).sort()
  const texts = await Promise.all(files.map((file) => readFile(path.join(packageRoot, file), 'utf8')))
  return Object.fromEntries(files.map((file, index) => [file, texts[index]!]))
}

/** Fixtures name events that were recorded; those that the project has already stay as they are. */
async function recordedEvents(
  root: string,
  fixtures: Record<string, string>
): Promise<Record<string, string>> {
  const named = Object.values(fixtures).flatMap((text) =>
    [...text.matchAll(/"(events\/[\w./-]+\.json)"/g)].map(([, file]) => `fixtures/${file}`)
  )
  const missing = [...new Set(named)].sort().filter((file) => !existsSync(path.join(root, file)))
  return missing.length === 0 ? {} : readAll(missing)
}

/** What the project says of a function stays; only the place of its definition changes. */
function withEntries(
  text: string,
  known: Record<string, Entry>,
  entries: Record<string, Entry>,
  vendor: string
): string {
  const below = definitionFolder('', `segment-functions/destinations/${vendor}`)
  let result = text
  for (const [name, entry] of Object.entries(known)) {
    const place = placeOf(entry)
    const isOfVendor =
      isOfPackage(place) && `${definitionFolder('', place)}${path.sep}`.startsWith(below + path.sep)
    if (!isOfVendor) continue
    const key = 'destination' in entry ? 'destination' : 'source'
    const local = place.replace('segment-functions/', '')
    result = applyEdits(result, modify(result, ['functions', name, key], local, {}))
  }
  for (const [name, entry] of Object.entries(entries)) {
    if (!Object.hasOwn(known, name)) result = withFunction(result, name, entry)
  }
  return result
}
