/**
 * What few actions ask of actions-core's request client: `beforeRequest` and `afterResponse`, what was asked beside an
 * answer (`response.request`, `response.options`), `headers.toJSON()`, and its own error for a request that takes too long.
 * Only definitions that name one of those ship it.
 */
import { isObject } from '../author/text.ts'
import { HTTPError, NamedError } from './errors.ts'
import { hostFetch } from './host-globals.ts'
import type { HostHeaders, HostRequest } from './host-globals.ts'
import { joinedOptions } from './merge-requests.ts'
import { defaultHeaders } from './request-client.ts'
import type { ClientResponse, RequestClient } from './request-client.ts'
import { mergeOptions, toFetchArguments } from './request-options.ts'
import type { RequestOptions } from './request-options.ts'

interface Hooks {
  /** Each may give options that change the request. */
  beforeRequest?: ((options: Complete) => unknown)[]
  /** Each may give another response. */
  afterResponse?: ((request: HostRequest, options: Complete, response: ClientResponse) => unknown)[]
}

type Hooked = RequestOptions & Hooks

interface Complete extends Omit<RequestOptions, 'headers'>, Hooks {
  headers: HostHeaders
}

/** What actions-core gives a request that says nothing of it; here the time of the call ends it before. */
const usualTimeoutMs = 10_000

/** The request took longer than it may; actions tell by the code. */
export class TimeoutError extends NamedError {
  readonly code = 'ETIMEDOUT'
  readonly request: HostRequest
  readonly options: Complete

  constructor(request: HostRequest, options: Complete) {
    super('TimeoutError', `Request timed out after ${String(options.timeout)}ms`)
    this.request = request
    this.options = options
  }
}

/**
 * @param defaults - what `extendRequest` gave
 * @returns the client with what stands in this file's head
 */
export function richRequests(client: RequestClient, defaults: Hooked): RequestClient {
  async function ask(address: string, own: Hooked): Promise<ClientResponse> {
    let sent = own
    const hooks = [basicAuthorization, ...(defaults.beforeRequest ?? []), ...(own.beforeRequest ?? [])]
    for (const hook of hooks) {
      const more = await hook(complete(joinedOptions(defaults, sent)))
      if (isObject(more)) sent = joinedOptions(sent, more as Hooked)
    }
    const options = complete(joinedOptions(defaults, sent))
    const request = requestOf(address, options)
    let response = await client(address, { ...sent, ...bare, throwHttpErrors: false }).catch(
      (error: unknown) => {
        throw isObject(error) && error.type === 'request-timeout' ? new TimeoutError(request, options) : error
      }
    )
    dress(response, request, options)
    for (const hook of [...(defaults.afterResponse ?? []), ...(own.afterResponse ?? [])]) {
      const other = await hook(request, options, response)
      if (isObject(other) && typeof other.status === 'number') response = other as unknown as ClientResponse
    }
    if (!response.ok && options.throwHttpErrors) throw new HTTPError(response, request, options)
    return response
  }

  return (address, own: Hooked = {}) => {
    // Options that no request can be made of throw at once, before any hook.
    requestOf(address, complete(joinedOptions(defaults, own)))
    return ask(address, own)
  }
}

/** When a request is made they stand among the headers, where a hook may have changed them. */
const bare = { username: undefined, password: undefined }

/** @param options - get the body as it is sent */
function requestOf(address: string, options: Complete): HostRequest {
  const { url, init } = toFetchArguments(address, mergeOptions(options as RequestOptions, bare))
  if (options.json !== undefined) options.body = init.body
  return new (hostFetch().Request)(url, init)
}

/** The first of the hooks, as in actions-core. */
const basicAuthorization = ({ username, password }: Complete): Hooked | undefined =>
  username || password
    ? {
        headers: {
          authorization: `Basic ${Buffer.from(`${username ?? ''}:${password ?? ''}`).toString('base64')}`
        }
      }
    : undefined

/** As hooks and readers of answers get them. */
function complete(given: Hooked): Complete {
  const merged = mergeOptions({ headers: { 'user-agent': defaultHeaders['user-agent'] } }, given) as Hooked
  const { headers, method = 'get', throwHttpErrors, timeout = usualTimeoutMs, ...rest } = merged
  return {
    ...rest,
    headers: new (hostFetch().Headers)(headers as Record<string, string>),
    method: method.toUpperCase(),
    throwHttpErrors: throwHttpErrors !== false,
    timeout
  }
}

function dress(response: ClientResponse, request: HostRequest, options: Complete): void {
  Object.assign(response, { request, options })
  Object.defineProperty(response.headers, 'toJSON', {
    value: () => Object.fromEntries([...response.headers])
  })
}
