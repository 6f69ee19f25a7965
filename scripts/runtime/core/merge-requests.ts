/**
 * How actions-core joins what `extendRequest` says of bodies and queries with what a request says: member by member, all the
 * way down. Only definitions whose `extendRequest` gives one ship it.
 */
import type { RequestClient } from './request-client.ts'
import type { RequestOptions } from './request-options.ts'

type Part = Record<string, unknown>

/** @returns the client, which joins bodies and queries; a request's own members win */
export function mergingRequests(client: RequestClient, defaults: RequestOptions): RequestClient {
  return (url, own = {}) => {
    const merged = { ...own } as Part
    for (const key of ['json', 'searchParams'] as const)
      if (isPart(defaults[key]) && isPart(own[key])) merged[key] = merge(defaults[key], own[key])
    return client(url, merged as RequestOptions)
  }
}

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null

function merge(...parts: Part[]): Part {
  let result: Part = {}
  for (const part of parts) {
    if (Array.isArray(part)) result = [...(Array.isArray(result) ? result : []), ...part] as unknown as Part
    else
      for (const [key, value] of Object.entries(part)) {
        const before = result[key]
        result[key] = isPart(value) && key in result ? merge(before as Part, value) : value
      }
    // Its own merge treats every level as options, so that each gets headers, mostly none.
    const { headers } = part
    result.headers = isPart(headers) ? headers : (result.headers ?? {})
  }
  return result
}
