/**
 * Finds the fixtures: `fixtures/<function>/*.json`, folders below included. `fixtures/events` holds recorded events,
 * which fixtures name, and no fixtures.
 */
import { readdir } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { UserError } from '../shared/errors.ts'
import { shownPath } from '../input/located-json.ts'

/**
 * @param root - the project's folder
 * @param folder - the absolute path of the fixtures' folder
 * @returns absolute paths in the order of their names, so that reports are the same on every machine
 * @throws UserError when there is no such folder
 */
export async function findFixtures(root: string, folder: string): Promise<string[]> {
  let names: string[]
  try {
    names = await readdir(folder, { recursive: true })
  } catch (cause) {
    throw new UserError(
      'file',
      `${shownPath(root, folder)} is no folder that can be read.`,
      'Create it, with one folder per function, or name another with --fixtures.',
      { cause }
    )
  }
  return names
    .filter((name) => name.endsWith('.json') && name.split(sep)[0] !== 'events')
    .sort((one, other) => (one < other ? -1 : 1))
    .map((name) => join(folder, name))
}
