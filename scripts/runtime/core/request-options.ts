/**
 * The options of a request, merged and turned into what node-fetch takes, as actions-core's request client does it.
 */
import type { HostRequestInit } from './host-globals.ts'

export interface RequestOptions extends Omit<HostRequestInit, 'headers' | 'timeout' | 'signal' | 'body'> {
  method?: string
  headers?: Record<string, string | undefined> | Iterable<[string, string | undefined]>
  /** Sent as JSON, with the content type set. */
  json?: unknown
  body?: unknown
  searchParams?: Record<string, string> | URLSearchParams | string
  /** Basic authorization; either of the two may be empty. */
  username?: string
  password?: string
  /** Whether a status outside 200 to 299 is thrown as HTTPError; true when left out. */
  throwHttpErrors?: boolean
  /** Milliseconds; never more than what is left of the invocation. */
  timeout?: number | false
}

/** @param headers - an object, or what can be gone through: a `Headers`, pairs */
export const pairsOf = (headers: RequestOptions['headers'] = {}): [string, string | undefined][] =>
  Symbol.iterator in headers ? [...headers] : Object.entries(headers)

/** The later options win; headers are merged by name in any case, and one set to undefined disappears. */
export function mergeOptions(
  ...sources: RequestOptions[]
): RequestOptions & { headers: Record<string, string> } {
  const headers: Record<string, string> = {}
  for (const source of sources) {
    for (const [name, value] of pairsOf(source.headers)) {
      const key = name.toLowerCase()
      // actions-core deletes a header whose merged value is the text "undefined".
      if (value === undefined || value === 'undefined') delete headers[key]
      else headers[key] = value
    }
  }
  return { ...Object.assign({}, ...sources), headers }
}

/**
 * @param address - absolute URL
 * @param options - merged options
 * @returns URL and init for node-fetch, without the time limit
 */
export function toFetchArguments(
  address: string,
  options: RequestOptions & { headers: Record<string, string> }
): { url: string; init: HostRequestInit & { headers: Record<string, string> } } {
  const {
    json,
    searchParams,
    username,
    password,
    throwHttpErrors: _thrown,
    timeout: _timeout,
    ...init
  } = options
  const headers = { ...options.headers }
  if (username || password)
    headers.authorization = `Basic ${Buffer.from(`${username ?? ''}:${password ?? ''}`).toString('base64')}`
  if (json !== undefined) headers['content-type'] = 'application/json'

  // node-fetch 2.6.0 would send characters outside ASCII as they are; URL encodes them.
  const url = new URL(address)
  if (searchParams) url.search = new URLSearchParams(searchParams).toString()
  const body = json === undefined ? init.body : JSON.stringify(json)
  return {
    url: url.href,
    init: {
      ...init,
      method: (options.method ?? 'GET').toUpperCase(),
      headers,
      body: body as HostRequestInit['body']
    }
  }
}
