/**
 * How actions-core joins what `extendRequest` says of bodies and queries with what a request says: member by member, all the
 * way down. Only definitions whose `extendRequest` gives one, that change a request before it is sent, or that make a client of
 * their own ship it.
 */
import type { RequestClient } from './request-client.ts'
import { pairsOf } from './request-options.ts'
import type { RequestOptions } from './request-options.ts'

type Part = Record<string, unknown>

/** @returns the client, which joins bodies and queries; a request's own members win */
export const mergingRequests =
  (client: RequestClient, defaults: RequestOptions): RequestClient =>
  (url, own = {}) =>
    client(url, { ...own, ...joinedParts(defaults, own) })

/** @returns options of which the later win, member by member */
export const joinedOptions = <Options extends RequestOptions>(first: Options, second: Options): Options => ({
  ...first,
  ...second,
  ...joinedParts(first, second),
  // The later ones stand behind the earlier, so that they win however their names are written.
  headers: [...pairsOf(first.headers), ...pairsOf(second.headers)]
})

const joinedParts = (first: object, second: object): Part => {
  const [before, after] = [first as Part, second as Part]
  return Object.fromEntries(
    ['json', 'searchParams', 'beforeRequest', 'afterResponse'].flatMap((key) =>
      isPart(before[key]) && isPart(after[key]) ? [[key, merge(before[key], after[key])]] : []
    )
  )
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
