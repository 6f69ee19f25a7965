/** Reads what a workspace holds of this project's functions, before anything is decided. */
import type { CompiledFunction } from '../compile/types.ts'
import { UserError } from '../shared/errors.ts'
import { isApiError } from './api-error.ts'
import type { WorkspaceClient } from './client.ts'
import { plainName } from './compare.ts'
import { driftKind } from './drift.ts'
import type { OpenWorkspace } from './environment.ts'
import type { FunctionItem, FunctionVersion, RemoteFunction, Workspace } from './types.ts'

export type RemoteState =
  | { kind: 'absent' }
  | {
      kind: 'present'
      remote: RemoteFunction
      /** Read only when the code has drifted, to show what was changed; empty otherwise. */
      versions: FunctionVersion[]
    }
  /** No id is known, but functions of this name exist. */
  | { kind: 'sameName'; candidates: FunctionItem[] }
  | { kind: 'problem'; message: string; hint?: string }

/**
 * @param functions - those that were built
 * @returns function name to its state; one that cannot be read is a `problem` and does not stop the others
 * @throws {ApiError} when the workspace itself cannot be read
 */
export async function readRemote(
  { client, environment, ids }: OpenWorkspace,
  workspace: Workspace,
  functions: CompiledFunction[]
): Promise<Record<string, RemoteState>> {
  const states: Record<string, RemoteState> = {}
  const names = functions.map(({ manifest }) => manifest.name)
  const listed = names.every((name) => ids[name]) ? [] : await client.listFunctions()
  for (const { manifest } of functions) {
    const id = ids[manifest.name]
    states[manifest.name] = id
      ? await readFunction(client, workspace, { environment, name: manifest.name, id })
      : byName(listed, manifest.displayName, workspace, new Set(Object.values(ids)))
  }
  return states
}

/**
 * @throws {UserError} `workspace` when the function does not exist or is no destination function
 */
export async function getDestinationFunction(
  client: WorkspaceClient,
  workspace: Workspace,
  { environment, name, id }: { environment: string; name: string; id: string }
): Promise<RemoteFunction> {
  const place = `segment.config.json: environments.${environment}.functions.${name}.id`
  let remote: RemoteFunction
  try {
    remote = await client.getFunction(id)
  } catch (error) {
    if (!isApiError(error) || error.status !== 404) throw error
    throw new UserError(
      'workspace',
      `${place} is ${id}, but the workspace "${workspace.name}" has no such function (404).`,
      'It was deleted, or the token belongs to another workspace. To have it made anew, remove the entry and upload.',
      { cause: error }
    )
  }
  if (remote.resourceType !== 'DESTINATION') {
    throw new UserError(
      'workspace',
      `${place} is ${id}, which is not a destination function but one of type ${remote.resourceType}.`,
      'A function cannot change its type. Put the id of a destination function there, or remove the entry.'
    )
  }
  return remote
}

async function readFunction(
  client: WorkspaceClient,
  workspace: Workspace,
  place: { environment: string; name: string; id: string }
): Promise<RemoteState> {
  try {
    const remote = await getDestinationFunction(client, workspace, place)
    // The endpoint is alpha and serves only the display of what drifted: without it, the local build is compared.
    const versions = driftKind(remote.code) ? await client.listVersions(place.id).catch(() => []) : []
    return { kind: 'present', remote, versions }
  } catch (error) {
    // What is wrong with the token is wrong for all functions.
    const forAll = isApiError(error) && (error.status === 401 || error.status === undefined)
    if (!(error instanceof UserError) || forAll) throw error
    return { kind: 'problem', message: error.message, ...(error.hint && { hint: error.hint }) }
  }
}

function byName(
  listed: FunctionItem[],
  displayName: string,
  workspace: Workspace,
  taken: Set<string>
): RemoteState {
  const candidates = listed.filter(
    (item) => plainName(item.displayName, workspace.name) === displayName && !taken.has(item.id)
  )
  return candidates.length > 0 ? { kind: 'sameName', candidates } : { kind: 'absent' }
}
