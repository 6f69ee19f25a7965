/**
 * The request client that `perform` is given: actions-core's interface on what Segment's Functions offer.
 *
 * Every request gets the time that is left of its invocation. The status decides an answer: one with 2xx is a success even
 * when its body breaks off, because the vendor has the event by then and another try would double it.
 */
import type { Deadline } from './deadline.ts'
import { HTTPError, RequestTimeoutError } from './errors.ts'
import { hostFetch } from './host-globals.ts'
import type { HostRequestInit, HostResponse } from './host-globals.ts'
import { mergeOptions, toFetchArguments } from './request-options.ts'
import type { RequestOptions } from './request-options.ts'

/** More than any vendor's answer; what is larger is not read, so that memory stays bounded. */
const greatestAnswerBytes = 1_000_000

/** node-fetch's own limit. */
const greatestRedirects = 20

/** What actions-core's client sends, so that a vendor sees the same client from both. */
const defaultHeaders = { 'user-agent': 'Segment (Actions)' }

export interface ClientResponse extends HostResponse {
  content: string
  /** The parsed body of a JSON answer, the text of another, undefined for JSON that does not parse. */
  data: unknown
}

type Init = HostRequestInit & { headers: Record<string, string> }

export type RequestClient = (url: string, options?: RequestOptions) => Promise<ClientResponse>

/**
 * @param deadline - the time of the invocation, shared by all its requests
 * @param defaults - options for every request, later ones win (a destination's `extendRequest`)
 * @returns the client; it throws HTTPError for a status outside 200 to 299 unless `throwHttpErrors` is false,
 *   RequestTimeoutError when the time is over, and node-fetch's FetchError when the vendor cannot be reached
 */
export function createRequestClient(deadline: Deadline, ...defaults: RequestOptions[]): RequestClient {
  return async (address, options = {}) => {
    const merged = mergeOptions({ headers: defaultHeaders }, ...defaults, options)
    const { url, init } = toFetchArguments(address, merged)
    if (!deadline.allowsRequest()) {
      throw new RequestTimeoutError(`no time was left for the request to ${new URL(url).host}`)
    }
    const limit = Math.min(deadline.left(), merged.timeout || Infinity)
    const response = await readAnswer(
      await follow(url, { ...init, timeout: limit, size: greatestAnswerBytes }),
      deadline
    )
    if (!response.ok && merged.throwHttpErrors !== false) throw new HTTPError(response, { url }, merged)
    return response
  }
}

/**
 * Follows redirects as browsers and actions-core do, but never takes credentials to another origin: node-fetch 2.6.0,
 * which Segment runs, would. It makes every Location absolute.
 */
async function follow(url: string, init: Init): Promise<HostResponse> {
  if (init.redirect && init.redirect !== 'follow') return hostFetch()(url, init)
  let request = init
  for (let hop = 0; hop <= greatestRedirects; hop++) {
    const response = await hostFetch()(url, { ...request, redirect: 'manual' })
    const location = response.headers.get('location') ?? ''
    const origin = originOf(location)
    // Anything but a web address cannot be followed, and is an answer like any other.
    if (![301, 302, 303, 307, 308].includes(response.status) || !origin) return response
    request = redirected(request, response.status, origin === originOf(url))
    url = location
  }
  throw Object.assign(new Error(`more than ${greatestRedirects} redirects`), {
    name: 'FetchError',
    type: 'max-redirect'
  })
}

const originOf = (address: string) => /^https?:\/\/[^/?#]+/.exec(address)?.[0]

function redirected(init: Init, status: number, sameOrigin: boolean): Init {
  const headers = { ...init.headers }
  if (!sameOrigin) for (const name of ['authorization', 'cookie']) delete headers[name]
  const becomesGet = status === 303 || ((status === 301 || status === 302) && init.method === 'POST')
  return becomesGet ? { ...init, headers, method: 'GET', body: undefined } : { ...init, headers }
}

/** Reads the body within the time left and gives the response the members of actions-core's `ModifiedResponse`. */
async function readAnswer(response: HostResponse, deadline: Deadline): Promise<ClientResponse> {
  const content = await readText(response, deadline)
  const { status, statusText, url, headers } = response
  // A fresh response, as the body of the first is used up; authors may still call its text() or json().
  const answer = new (hostFetch().Response)(content, { status, statusText, headers, url } as object)
  const isJson = headers.get('content-type')?.includes('application/json')
  return Object.assign(answer, { content, data: isJson ? parseJson(content) : content }) as ClientResponse
}

async function readText(response: HostResponse, deadline: Deadline): Promise<string> {
  let timer: ReturnType<typeof setTimeout> | undefined
  // node-fetch's own limit starts anew for the body, so the time left has to be watched here.
  const timeIsOver = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, deadline.left(), '')
  })
  // The status is the vendor's answer; a body that breaks off, is too large or cannot be unpacked only loses details.
  const text = await Promise.race([response.text().catch(() => ''), timeIsOver])
  clearTimeout(timer)
  return text
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
