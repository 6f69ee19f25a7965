/** Reads a destination that is there, to which something is added. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { loadDefinition } from '../compile/read/load.ts'
import { configFile, loadConfig } from '../input/config.ts'
import type { Setting } from '../runtime/author/types.ts'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import { isOfPackage } from '../shared/package.ts'

export interface Found {
  /** The function. */
  slug: string
  /** From the project's folder. */
  folder: string
  /** What people call the vendor. */
  title: string
}

/**
 * @param root - the project's folder
 * @param destination - a function of segment.config.json, or the folder of its destination
 * @throws {UserError} `usage` when there is none, or when it belongs to the package
 */
export async function findDestination(root: string, destination: string): Promise<Found> {
  const { functions } = await loadConfig(root)
  const asFolder = destination.replace(/\/$/, '')
  const slug = Object.keys(functions).find(
    (name) => name === destination || functions[name]!.destination === asFolder
  )
  if (slug === undefined)
    throw new UserError(
      'usage',
      `There is no destination "${destination}" in ${configFile}.`,
      suggestion(destination, Object.keys(functions))
    )
  const { destination: folder, displayName } = functions[slug]!
  if (isOfPackage(folder))
    throw new UserError(
      'usage',
      `${folder} belongs to the package, where nothing is added.`,
      `Make it your own first: npm run new -- copy ${path.basename(folder)}.`
    )
  return { slug, folder: folder.replace(/\/$/, ''), title: displayName }
}

interface Opened {
  /** The function. */
  slug: string
  folder: string
  /** Of its index.ts. */
  text: string
  /** What fixtures fill in. */
  settings: Record<string, unknown>
  known: { address: string | undefined; presets: string[] }
}

/**
 * @param root - the project's folder
 * @param destination - as {@link findDestination} takes it
 * @throws {UserError} when it is not written so that an action can be added to it
 */
export async function openDestination(root: string, destination: string): Promise<Opened> {
  const { slug, folder } = await findDestination(root, destination)
  const definition = await loadDefinition(path.join(root, folder))
  const fields = (definition.authentication?.fields ?? {}) as Record<string, Setting>
  const api = existsSync(path.join(root, folder, 'api.ts'))
    ? await readFile(path.join(root, folder, 'api.ts'), 'utf8')
    : undefined
  const address = api === undefined ? undefined : /export const api = '(https?:[^']+)'/.exec(api)?.[1]
  if (!existsSync(path.join(root, folder, 'settings.ts')) || (api !== undefined && address === undefined))
    throw new UserError(
      'definition',
      `${folder} has no settings.ts with its settings, or an api.ts without "export const api = 'https://…'", on which a new action builds.`,
      'Write the action by hand, after the example in docs/by-hand.md.'
    )
  return {
    slug,
    folder,
    text: await readFile(path.join(root, folder, 'index.ts'), 'utf8'),
    settings: Object.fromEntries(
      Object.entries(fields).flatMap(([key, field]) =>
        field.required === true ? [[key, sampleOf(slug, key, field)]] : []
      )
    ),
    known: { address, presets: (definition.presets ?? []).flatMap((preset) => preset.name ?? []) }
  }
}

function sampleOf(slug: string, key: string, field: Setting): unknown {
  if (field.default !== undefined) return field.default
  if ('choices' in field && field.choices?.[0]) return field.choices[0].value
  if (field.multiple) return [`${slug}_test_${key}`]
  if (field.type === 'boolean') return true
  return field.type === 'number' ? '1' : `${slug}_test_${key}`
}
