/** Reads what a workspace holds of this project's functions, before anything is decided. */
import type { CompiledFunction, FunctionKind } from '../compile/types.ts'
import { UserError } from '../shared/errors.ts'
import { isApiError } from './api-error.ts'
import { driftKind } from './drift.ts'
import type { OpenWorkspace } from './environment.ts'
import { kindOf } from './kind.ts'
import type { FunctionItem, FunctionVersion, RemoteFunction } from './types.ts'

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
  open: OpenWorkspace,
  functions: CompiledFunction[]
): Promise<Record<string, RemoteState>> {
  const states: Record<string, RemoteState> = {}
  const lists = new Map<FunctionKind, Promise<FunctionItem[]>>()
  const listed = (kind: FunctionKind): Promise<FunctionItem[]> => {
    const list = lists.get(kind) ?? open.client.listFunctions(kind)
    lists.set(kind, list)
    return list
  }
  const taken = new Set(Object.values(open.ids))
  for (const { manifest } of functions) {
    const { name, displayName } = manifest
    const kind = kindOf(manifest)
    states[name] = await orProblem(async () => {
      if (Object.hasOwn(open.ids, name)) return readFunction(open, name, kind)
      const candidates = (await listed(kind)).filter(
        (item) => item.displayName === displayName && !taken.has(item.id)
      )
      return candidates.length > 0 ? { kind: 'sameName', candidates } : { kind: 'absent' }
    })
  }
  return states
}

/**
 * @param name - a function with an id
 * @param kind - what it must be; either kind when left out
 * @throws {UserError} `workspace` when the function does not exist or is of another kind
 */
export async function getFunctionOf(
  { client, ids, idPlace }: OpenWorkspace,
  name: string,
  kind?: FunctionKind
): Promise<RemoteFunction> {
  const id = ids[name]!
  let remote: RemoteFunction
  try {
    remote = await client.getFunction(id)
  } catch (error) {
    if (!isApiError(error) || error.status !== 404) throw error
    const { name: workspace } = await client.workspace()
    throw new UserError(
      'workspace',
      `${idPlace(name)} is ${id}, but the workspace "${workspace}" has no such function (404).`,
      'It was deleted, or the token belongs to another workspace. To have it made anew, remove the entry and upload.',
      { cause: error }
    )
  }
  const { resourceType } = remote
  if (
    kind === undefined ? resourceType === 'DESTINATION' || resourceType === 'SOURCE' : resourceType === kind
  )
    return remote
  const wanted = kind === undefined ? 'destination or source function' : `${kind.toLowerCase()} function`
  throw new UserError(
    'workspace',
    `${idPlace(name)} is ${id}, which is not a ${wanted} but one of type ${resourceType}.`,
    `A function cannot change its type. Put the id of a ${wanted} there, or remove the entry.`
  )
}

async function readFunction(open: OpenWorkspace, name: string, kind: FunctionKind): Promise<RemoteState> {
  const remote = await getFunctionOf(open, name, kind)
  // The endpoint is alpha and serves only the display of what drifted: without it, the local build is compared.
  const versions = driftKind(remote.code)
    ? await open.client.listVersions(remote.id).catch((error: unknown) => {
        if (error instanceof UserError) return []
        throw error
      })
    : []
  return { kind: 'present', remote, versions }
}

async function orProblem(read: () => Promise<RemoteState>): Promise<RemoteState> {
  try {
    return await read()
  } catch (error) {
    // What is wrong with the token or the connection is wrong for all functions.
    const forAll = isApiError(error) && (error.status === 401 || error.status === undefined)
    if (!(error instanceof UserError) || forAll) throw error
    return { kind: 'problem', message: error.message, ...(error.hint && { hint: error.hint }) }
  }
}
