/**
 * The request client that `perform` is given: actions-core's interface on what Segment's Functions offer.
 *
 * Every request gets the time that is left of its invocation. The status decides an answer: one with 2xx is a success even
 * when its body breaks off, because the vendor has the event by then and another try would double it.
 */
import type { IdempotencyKey } from '../author/types.ts'
import { watchAnswer } from './answer-watch.ts'
import { keptConnection } from './connections.ts'
import { Deadline } from './deadline.ts'
import { HTTPError, RequestTimeoutError } from './errors.ts'
import { hostFetch, hostZlib } from './host-globals.ts'
import type { HostRequestInit, HostResponse } from './host-globals.ts'
import { greatestRedirects, redirectOf } from './redirects.ts'
import { mayBeRepeated } from './repeats.ts'
import { mergeOptions, toFetchArguments } from './request-options.ts'
import type { RequestOptions } from './request-options.ts'
import { within } from './within.ts'

/** More than any vendor's answer; what is larger is not read, so that memory stays bounded. */
const greatestAnswerBytes = 1_000_000

/** What node-fetch's own limits get first. */
const graceMs = 100

/** What actions-core's client sends, so that a vendor sees the same client from both. */
export const defaultHeaders = { 'user-agent': 'Segment (Actions)', 'accept-encoding': 'gzip,deflate' }

export interface ClientResponse extends HostResponse {
  content: string
  /** The parsed body of a JSON answer, the text of another, undefined for JSON that does not parse. */
  data: unknown
}

type Init = HostRequestInit & { headers: Record<string, string> }

/** What a request knows of the call that it belongs to. */
interface Call {
  deadline: Deadline
  /** The request's own time. */
  limit: Deadline
  idempotencyKey: IdempotencyKey | undefined
}

export type RequestClient = (url: string, options?: RequestOptions) => Promise<ClientResponse>

/**
 * @param call - `deadline`: the time of the invocation, shared by all its requests; `idempotencyKey`: what the vendor knows a
 *   repeat of the action's requests by
 * @param defaults - options for every request, later ones win (a destination's `extendRequest`)
 * @returns the client; it throws HTTPError for a status outside 200 to 299 unless `throwHttpErrors` is false,
 *   RequestTimeoutError when the time is over, and node-fetch's FetchError when the vendor cannot be reached
 */
export function createRequestClient(
  { deadline, idempotencyKey }: { deadline: Deadline; idempotencyKey?: IdempotencyKey },
  ...defaults: RequestOptions[]
): RequestClient {
  // Options that no request can be made of throw at once, as in actions-core: actions catch that without awaiting.
  return (address, options = {}) => {
    const merged = mergeOptions({ headers: defaultHeaders }, ...defaults, options)
    const { url, init } = toFetchArguments(address, merged)
    if (isOdd(init)) new (hostFetch().Request)(url, init)
    const limit = new Deadline(Math.min(deadline.left(), merged.timeout || Infinity))
    return answerOf(url, init, { deadline, idempotencyKey, limit }, merged)
  }
}

/** What `Request` would throw at; to ask it each time would take ten times as long. */
const isOdd = ({ method, body, headers }: Init): boolean =>
  ((method === 'GET' || method === 'HEAD') && body !== undefined && body !== null) ||
  Object.entries(headers).some(
    ([name, value]) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)
  )

async function answerOf(
  url: string,
  init: Init,
  call: Call,
  options: RequestOptions
): Promise<ClientResponse> {
  const response = await readAnswer(await follow(url, init, call), call.limit)
  if (!response.ok && options.throwHttpErrors !== false) throw new HTTPError(response, { url }, options)
  return response
}

/**
 * Asks, and asks again where a redirect leads that may be followed; all of it within one limit.
 *
 * @throws RequestTimeoutError when too little is left of the deadline: nothing is sent then
 */
async function follow(url: string, init: Init, call: Call): Promise<HostResponse> {
  const follows = !init.redirect || init.redirect === 'follow'
  for (let hop = 0; hop <= greatestRedirects; hop++) {
    if (!call.deadline.allowsRequest())
      throw new RequestTimeoutError(`no time was left for the request to ${new URL(url).host}`)
    const options = {
      ...init,
      ...(follows && { redirect: 'manual' as const }),
      // Unpacked here: node-fetch waits for the first byte of a packed body without any limit.
      compress: false,
      size: greatestAnswerBytes
    }
    const response = await ask(url, options, call)
    const target = follows ? redirectOf(response, { url, method: init.method!, body: init.body }) : undefined
    if (target === undefined) return response
    url = target
  }
  throw fetchError('max-redirect', `more than ${greatestRedirects} redirects`)
}

/**
 * Sends one request over a kept connection, and once more if that turned out to be dead and the vendor can tell a repeat.
 * An agent of the author's stays; plain http, which no vendor should have, has none.
 */
async function ask(
  url: string,
  init: Init,
  { deadline, idempotencyKey, limit }: Call
): Promise<HostResponse> {
  async function send(agent: HostRequestInit['agent']): Promise<HostResponse> {
    const watch = watchAnswer(url, agent)
    const answer = hostFetch()(url, { ...init, timeout: limit.left(), agent: watch.agent })
    // What node-fetch's own limit does not end is ended here.
    const response = await within(limit.left() + graceMs, answer, () => {
      throw fetchError('request-timeout', 'no answer in time')
    })
    if (watch.status() === 0)
      throw Object.assign(fetchError('system', 'status 000'), { code: 'HPE_INVALID_STATUS' })
    return response
  }
  if (init.agent !== undefined || !url.startsWith('https:')) return send(init.agent)
  const connection = keptConnection()
  try {
    return await send(connection.agent)
  } catch (error) {
    const isWorthwhile = connection.wasDead() && deadline.allowsRequest() && limit.left() > 0
    if (!isWorthwhile || !mayBeRepeated({ ...init, url, method: init.method! }, idempotencyKey)) throw error
    return send(keptConnection(true).agent)
  }
}

const fetchError = (type: string, message: string): Error =>
  Object.assign(new Error(message), { name: 'FetchError', type })

/** Reads the body within the time left and gives the response the members of actions-core's `ModifiedResponse`. */
async function readAnswer(response: HostResponse, limit: Deadline): Promise<ClientResponse> {
  const content = await readText(response, limit)
  const { status, statusText, url, headers } = response
  // A fresh response, as the body of the first is used up; authors may still call its text() or json().
  const answer = new (hostFetch().Response)(content, { status, statusText, headers, url } as object)
  const isJson = headers.get('content-type')?.includes('application/json')
  return Object.assign(answer, { content, data: isJson ? parseJson(content) : content }) as ClientResponse
}

function readText(response: HostResponse, limit: Deadline): Promise<string> {
  // The status is the vendor's answer; a body that breaks off, is too large or cannot be unpacked only loses details.
  const text = unpacked(response).catch(() => '')
  // node-fetch's own limit starts anew for the body, so the time left has to be watched here.
  return within(limit.left(), text, () => '')
}

/** The body as text. */
async function unpacked(response: HostResponse): Promise<string> {
  const packed = await response.buffer()
  const options = { maxOutputLength: greatestAnswerBytes, finishFlush: hostZlib().constants.Z_SYNC_FLUSH }
  if (packed.length === 0) return ''
  switch (response.headers.get('content-encoding')) {
    case 'gzip':
    case 'x-gzip':
      return hostZlib().gunzipSync(packed, options).toString()
    case 'deflate':
    case 'x-deflate':
      // Some servers leave out the two bytes that deflate begins with (RFC 1950).
      return (
        (packed[0]! & 0x0f) === 8
          ? hostZlib().inflateSync(packed, options)
          : hostZlib().inflateRawSync(packed, options)
      ).toString()
    case 'br':
      return hostZlib().brotliDecompressSync(packed, { maxOutputLength: greatestAnswerBytes }).toString()
  }
  return packed.toString()
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
