/** Saves what a workspace holds of a function beside the local build, so that the two can be compared with any tool. */
import path from 'node:path'
import { writeFiles } from '../shared/write-files.ts'
import { driftKind } from './drift.ts'
import type { Drift } from './drift.ts'
import type { OpenWorkspace } from './environment.ts'
import { requireId } from './environment.ts'
import { getFunctionOf } from './remote.ts'

export interface Pulled {
  name: string
  id: string
  /** From the project's folder: `dist/dub/remote-dev`. */
  folder: string
  /** The files in it. */
  files: string[]
  /** Absent when the code stands as it was uploaded. */
  drift?: Drift['kind']
}

/** @param root - the project's folder */
export async function pullFunction(root: string, open: OpenWorkspace, name: string): Promise<Pulled> {
  const { environment } = open
  const id = requireId(open, name)
  const { code, settings, ...rest } = await getFunctionOf(open, name)
  const folder = path.join('dist', name, `remote-${environment}`)
  const files = {
    'function.js': code,
    'settings.json': toJson(settings),
    'function.json': toJson(rest)
  }
  await writeFiles(path.join(root, folder), files)
  const drift = driftKind(code)
  return { name, id, folder, files: Object.keys(files), ...(drift && { drift }) }
}

const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/**
 * @returns the code of a function as the workspace holds it
 * @throws {@link UserError} when the workspace has no such function
 */
export async function codeOf(open: OpenWorkspace, name: string): Promise<string> {
  requireId(open, name)
  return (await getFunctionOf(open, name)).code
}
