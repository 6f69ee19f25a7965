/**
 * The network as fixtures know it: every request of this thread is recorded and answered from exchanges, by nock.
 * Nothing gets out, not even to localhost. Used in the host's worker and, for the reference engine, in the main thread;
 * one network may be open in a thread at a time.
 */
import { METHODS } from 'node:http'
import nock from 'nock'
import type { Exchange, Fault, RecordedRequest, Reply } from './exchange.ts'
import { recordLive } from './live.ts'
import { compareRequest, nearestRequest } from './match.ts'
import type { ExchangeReport, Network, UnmatchedRequest } from './types.ts'

// Importing nock takes over the thread's http; it is given back until a network is opened.
nock.restore()

let blocked = false

/** From now on nothing leaves this thread, except while a live network is open: the worker has no other business. */
export function blockNetwork(): void {
  blocked = true
  intercept()
}

function intercept(): void {
  if (!nock.isActive()) nock.activate()
  nock.disableNetConnect()
}

function giveBack(): void {
  nock.enableNetConnect()
  nock.restore()
}

/** The reason in the error of a request that is never answered; the host's fetch tells it from a real ETIMEDOUT by it. */
export const neverAnswered = 'the vendor never answers (fault "timeout")'

export interface NetworkReport {
  requests: RecordedRequest[]
  exchanges?: ExchangeReport
}

export interface OpenNetwork {
  /** Gives the thread its real network back, unless {@link blockNetwork} was called. */
  close(): NetworkReport
}

/** @param onRequest - called with each request as it leaves, in order */
export function openNetwork(network: Network, onRequest?: (request: RecordedRequest) => void): OpenNetwork {
  const requests: RecordedRequest[] = []
  const record = (request: RecordedRequest) => {
    requests.push(request)
    onRequest?.(request)
  }
  if (network.kind === 'live') {
    giveBack()
    const stop = recordLive(record)
    return {
      close() {
        stop()
        if (blocked) intercept()
        return { requests }
      }
    }
  }
  const vendor = network.kind === 'exchanges' ? answerFrom(network.exchanges) : answerOk()
  interceptAll((request) => {
    record(request)
    return vendor.answer(request, requests.length - 1)
  })
  return {
    close() {
      nock.cleanAll()
      if (!blocked) giveBack()
      return { requests, ...vendor.report() }
    }
  }
}

interface Vendor {
  /** @throws an error with a `code` when the connection fails */
  answer(request: RecordedRequest, index: number): Reply
  report(): { exchanges?: ExchangeReport }
}

function answerOk(): Vendor {
  return { answer: () => ({ status: 200, json: {} }), report: () => ({}) }
}

function answerFrom(exchanges: Exchange[]): Vendor {
  const used = new Set<number>()
  const unmatched: UnmatchedRequest[] = []
  return {
    answer(request, index) {
      const match = exchanges.findIndex(
        (exchange, i) => !used.has(i) && compareRequest(request, exchange.request).length === 0
      )
      const exchange = exchanges[match]
      if (!exchange) {
        unmatched.push({ request: index, ...nearest(request, exchanges, used) })
        throw connectionError('ENETUNREACH', `no exchange expects ${request.method} ${request.url}`)
      }
      used.add(match)
      if ('fault' in exchange) throw faultError(exchange.fault)
      return exchange.reply
    },
    report: () => ({ exchanges: { unused: [...exchanges.keys()].filter((i) => !used.has(i)), unmatched } })
  }
}

function nearest(
  request: RecordedRequest,
  exchanges: Exchange[],
  used: Set<number>
): { nearest?: NonNullable<UnmatchedRequest['nearest']> } {
  // Unused ones come first, as they win among equals.
  const order = [...exchanges.keys()].sort((a, b) => Number(used.has(a)) - Number(used.has(b)))
  const found = nearestRequest(
    request,
    order.map((i) => exchanges[i]!.request)
  )
  if (!found) return {}
  const exchange = order[found.index]!
  return { nearest: { exchange, used: used.has(exchange), differences: found.differences } }
}

function faultError(fault: Fault): Error {
  switch (fault) {
    case 'reset':
      return connectionError('ECONNRESET', 'socket hang up')
    case 'refused':
      return connectionError('ECONNREFUSED', 'connect ECONNREFUSED')
    case 'timeout':
      return connectionError('ETIMEDOUT', neverAnswered)
  }
}

function connectionError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}

/** What nock's reply functions know of the request. */
interface InterceptedRequest {
  method: string
  path: string
  options: { proto: string; host: string; hostname?: string; port?: string | number | null }
  getHeaders(): Record<string, number | string | string[] | undefined>
}

function interceptAll(answer: (request: RecordedRequest) => Reply): void {
  intercept()
  const scope = nock(/.*/).persist()
  // nock parses a JSON body before it asks for the reply, and an unparsable one is an exception that nobody can catch.
  // Without a content type it leaves the text alone.
  scope.on(
    'request',
    (request: { headers: Record<string, unknown> }) => delete request.headers['content-type']
  )
  for (const method of METHODS) {
    scope
      .intercept(() => true, method)
      .reply(function (_path, body, callback) {
        try {
          const reply = answer(toRecorded(this.req as unknown as InterceptedRequest, body as string))
          const text = reply.json === undefined ? (reply.text ?? '') : JSON.stringify(reply.json)
          callback(null, [reply.status, text, replyHeaders(reply)])
        } catch (error) {
          callback(error as NodeJS.ErrnoException, [0, ''])
        }
      })
  }
}

function toRecorded(request: InterceptedRequest, body: string): RecordedRequest {
  const { proto, host } = request.options
  const headers = Object.entries(request.getHeaders()).map(([name, value]) => [
    name.toLowerCase(),
    String(value)
  ])
  return {
    method: request.method,
    url: new URL(`${proto}://${host}${request.path}`).href,
    headers: Object.fromEntries(headers) as Record<string, string>,
    ...(body === '' ? {} : { body })
  }
}

function replyHeaders(reply: Reply): Record<string, string> {
  const headers = reply.headers ?? {}
  const typed = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')
  return reply.json === undefined || typed ? headers : { 'content-type': 'application/json', ...headers }
}
