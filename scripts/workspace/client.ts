/**
 * Segment's Public API, as far as functions go (docs.segmentapis.com, Functions). A thin layer: what to do with the
 * replies is decided elsewhere.
 */
import type { Connection } from './request.ts'
import { request } from './request.ts'
import type {
  CreateFunction,
  FunctionItem,
  FunctionVersion,
  Pagination,
  RemoteFunction,
  UpdateFunction,
  Workspace
} from './types.ts'

/** What the API gives when asked for nothing, and the most that older pages of it allow. */
const pageSize = 200

type Settled = () => Promise<RemoteFunction | undefined>

export interface WorkspaceClient {
  workspace(): Promise<Workspace>
  /** All destination functions; without code and settings. */
  listFunctions(): Promise<FunctionItem[]>
  getFunction(id: string): Promise<RemoteFunction>
  /** @param settled - finds the function that a POST without a good reply may have made */
  createFunction(body: CreateFunction, settled: Settled): Promise<RemoteFunction>
  /** @param settled - finds out whether a PATCH without a good reply did its work */
  updateFunction(id: string, body: UpdateFunction, settled: Settled): Promise<RemoteFunction>
  listVersions(id: string): Promise<FunctionVersion[]>
  getVersion(id: string, versionId: string): Promise<FunctionVersion>
}

export function createClient(connection: Connection): WorkspaceClient {
  const get = <T>(path: string): Promise<T> => request<T>(connection, { method: 'GET', path })

  async function pages<K extends string, T>(path: string, key: K): Promise<T[]> {
    const all: T[] = []
    let cursor: string | undefined
    do {
      const query = `pagination.count=${pageSize}${cursor ? `&pagination.cursor=${encodeURIComponent(cursor)}` : ''}`
      const page = await get<Record<K, T[]> & { pagination?: Pagination }>(
        `${path}${path.includes('?') ? '&' : '?'}${query}`
      )
      all.push(...page[key])
      cursor = page.pagination?.next ?? undefined
    } while (cursor)
    return all
  }

  async function write(
    method: 'POST' | 'PATCH',
    path: string,
    body: object,
    settled: Settled
  ): Promise<RemoteFunction> {
    const reply = await request<{ function: RemoteFunction }>(connection, {
      method,
      path,
      body,
      settled: async () => {
        const found = await settled()
        return found && { function: found }
      }
    })
    return reply.function
  }

  return {
    workspace: async () => (await get<{ workspace: Workspace }>('/')).workspace,
    listFunctions: () => pages<'functions', FunctionItem>('/functions?resourceType=DESTINATION', 'functions'),
    getFunction: async (id) => (await get<{ function: RemoteFunction }>(`/functions/${id}`)).function,
    createFunction: (body, settled) => write('POST', '/functions', body, settled),
    updateFunction: (id, body, settled) => write('PATCH', `/functions/${id}`, body, settled),
    listVersions: (id) => pages<'versions', FunctionVersion>(`/functions/${id}/versions`, 'versions'),
    getVersion: async (id, versionId) =>
      (await get<{ version: FunctionVersion }>(`/functions/${id}/versions/${encodeURIComponent(versionId)}`))
        .version
  }
}
