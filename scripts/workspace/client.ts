/**
 * Segment's Public API, as far as functions go (docs.segmentapis.com, Functions). A thin layer: what to do with the
 * replies is decided elsewhere.
 */
import type { FunctionKind } from '../compile/types.ts'
import { UserError } from '../shared/errors.ts'
import { createReader } from './reply.ts'
import type { Page } from './reply.ts'
import type { Connection } from './request.ts'
import { request } from './request.ts'
import { tokenRedactor } from './token.ts'
import type {
  CreateFunction,
  FunctionItem,
  FunctionVersion,
  RemoteFunction,
  UpdateFunction,
  Workspace
} from './types.ts'

/** What the API gives when asked for nothing, and the most that older pages of it allow. */
const pageSize = 200
/** 20,000 functions or versions: more than any workspace has. */
const maxPages = 100

type Settled = () => Promise<RemoteFunction | undefined>

export interface WorkspaceClient {
  workspace(): Promise<Workspace>
  /** All functions of a kind; without code and settings. */
  listFunctions(kind: FunctionKind): Promise<FunctionItem[]>
  getFunction(id: string): Promise<RemoteFunction>
  /** @param settled - finds the function that a POST without a good reply may have made */
  createFunction(body: CreateFunction, settled: Settled): Promise<RemoteFunction>
  /** @param settled - finds out whether a PATCH without a good reply did its work */
  updateFunction(id: string, body: UpdateFunction, settled: Settled): Promise<RemoteFunction>
  /**
   * Deploys the latest version of a source function to the sources made of it.
   *
   * @param settled - finds out whether a deployment without a good reply did its work
   */
  deployFunction(id: string, settled: Settled): Promise<void>
  listVersions(id: string): Promise<FunctionVersion[]>
  getVersion(id: string, versionId: string): Promise<FunctionVersion>
}

export function createClient(connection: Connection): WorkspaceClient {
  const read = createReader(tokenRedactor(connection.token))
  let known: Workspace | undefined

  const workspace = async (): Promise<Workspace> =>
    (known ??= await request(connection, { method: 'GET', path: '/', read: read.workspace }))

  async function pages<T>(path: string, readPage: (data: unknown) => Page<T>): Promise<T[]> {
    const all: T[] = []
    const cursors = new Set<string>()
    for (let cursor: string | undefined; ;) {
      const query = `pagination.count=${pageSize}${cursor ? `&pagination.cursor=${encodeURIComponent(cursor)}` : ''}`
      const address = `${path}${path.includes('?') ? '&' : '?'}${query}`
      const { items, next } = await request(connection, { method: 'GET', path: address, read: readPage })
      all.push(...items)
      if (!next) return all
      if (cursors.has(next) || cursors.size === maxPages) throw endless(path, cursors.has(next))
      cursors.add(next)
      cursor = next
    }
  }

  const settledWrite = (
    call: { method: 'POST' | 'PATCH'; path: string; body: object; settled: Settled },
    id?: string
  ): Promise<RemoteFunction> =>
    request(connection, { ...call, read: (data) => withPlainName(read.function(data, id)) })

  /** {@link workspace} was asked before: nothing may fail between a reply and its reading. */
  const withPlainName = <T extends FunctionItem>(item: T): T => ({
    ...item,
    displayName:
      item.resourceType === 'DESTINATION' ? plainName(item.displayName, known!.name) : item.displayName
  })

  return {
    workspace,
    listFunctions: async (kind) => {
      await workspace()
      return (await pages(`/functions?resourceType=${kind}`, read.functions)).map(withPlainName)
    },
    getFunction: async (id) => {
      await workspace()
      const path = functionPath(id)
      return withPlainName(
        await request(connection, { method: 'GET', path, read: (data) => read.function(data, id) })
      )
    },
    createFunction: async (body, settled) => {
      await workspace()
      return settledWrite({ method: 'POST', path: '/functions', body, settled })
    },
    updateFunction: async (id, body, settled) => {
      await workspace()
      return settledWrite({ method: 'PATCH', path: functionPath(id), body, settled }, id)
    },
    deployFunction: async (id, settled) => {
      const path = `${functionPath(id)}/deploy`
      await request(connection, {
        method: 'POST',
        path,
        read: (data) => {
          read.deployment(data)
          return true
        },
        settled: async () => ((await settled()) ? true : undefined)
      })
    },
    listVersions: (id) => pages(`${functionPath(id)}/versions`, read.versions),
    getVersion: (id, versionId) =>
      request(connection, {
        method: 'GET',
        path: `${functionPath(id)}/versions/${encodeURIComponent(versionId)}`,
        read: read.version
      })
  }
}

const functionPath = (id: string): string => `/functions/${encodeURIComponent(id)}`

/** @returns the display name without the workspace's name, which Segment appends in parentheses */
export function plainName(displayName: string, workspaceName: string): string {
  const suffix = ` (${workspaceName})`
  return displayName.endsWith(suffix) ? displayName.slice(0, -suffix.length) : displayName
}

const endless = (path: string, repeated: boolean): UserError =>
  new UserError(
    'workspace',
    `GET ${path}: Segment's list does not end${repeated ? ': it leads back to a page that was read before' : ` within ${maxPages} pages`}.`,
    'Nothing was decided from a part of it. Run the command again later.'
  )
