/**
 * What few actions ask of actions-core's request client: `beforeRequest` and `afterResponse`, what was asked beside an
 * answer (`response.request`, `response.options`), `headers.toJSON()`, and its own error for a request that takes too long.
 * Only definitions that name one of those ship it.
 */
import { isObject } from '../author/text.ts'
import { HTTPError, NamedError } from './errors.ts'
import type { ClientResponse, RequestClient } from './request-client.ts'
import { mergeOptions, pairsOf, toFetchArguments } from './request-options.ts'
import type { RequestOptions } from './request-options.ts'

interface AskedRequest {
  method: string
  url: string
  headers: Record<string, string>
  body: unknown
}

interface Hooked extends RequestOptions {
  /** Each may give options that change the request. */
  beforeRequest?: ((options: Hooked) => unknown)[]
  /** Each may give another response. */
  afterResponse?: ((request: AskedRequest, options: Hooked, response: ClientResponse) => unknown)[]
}

/** The request took longer than it may; actions tell by the code. */
export class TimeoutError extends NamedError {
  readonly code = 'ETIMEDOUT'
  readonly request: AskedRequest
  readonly options: Hooked

  constructor(request: AskedRequest, options: Hooked) {
    super('TimeoutError', `Request timed out after ${String(options.timeout ?? 10_000)}ms`)
    this.request = request
    this.options = options
  }
}

/**
 * @param defaults - what `extendRequest` gave
 * @returns the client with what stands in this file's head
 */
export function richRequests(client: RequestClient, defaults: Hooked): RequestClient {
  return async (address, own: Hooked = {}) => {
    let sent = own
    for (const hook of [...(defaults.beforeRequest ?? []), ...(own.beforeRequest ?? [])]) {
      const more = await hook(complete(defaults, sent))
      if (isObject(more)) sent = { ...sent, ...more, headers: joined(sent, more) }
    }
    const options = complete(defaults, sent)
    const { url, init } = toFetchArguments(address, mergeOptions(options))
    const request: AskedRequest = { method: init.method!, url, headers: init.headers, body: init.body }
    let response = await client(address, { ...sent, throwHttpErrors: false }).catch((error: unknown) => {
      throw isObject(error) && error.type === 'request-timeout' ? new TimeoutError(request, options) : error
    })
    dress(response, request, options)
    for (const hook of [...(defaults.afterResponse ?? []), ...(own.afterResponse ?? [])]) {
      const other = await hook(request, options, response)
      if (isObject(other) && typeof other.status === 'number') response = other as unknown as ClientResponse
    }
    if (!response.ok && options.throwHttpErrors) throw new HTTPError(response, request, options)
    return response
  }
}

/** As hooks and readers of answers get them. */
function complete(defaults: Hooked, own: Hooked): Hooked {
  const { method = 'get', throwHttpErrors, ...rest } = mergeOptions(defaults, own) as Hooked
  return { ...rest, method: method.toUpperCase(), throwHttpErrors: throwHttpErrors !== false }
}

/** The later ones stand behind the earlier, so that they win however their names are written. */
const joined = (first: RequestOptions, second: RequestOptions): [string, string | undefined][] => [
  ...pairsOf(first.headers),
  ...pairsOf(second.headers)
]

function dress(response: ClientResponse, request: AskedRequest, options: Hooked): void {
  Object.assign(response, { request, options })
  Object.defineProperty(response.headers, 'toJSON', {
    value: () => Object.fromEntries([...response.headers])
  })
}
