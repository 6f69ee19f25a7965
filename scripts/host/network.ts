/**
 * The network as fixtures know it: every request of this thread is recorded and answered from exchanges, by nock.
 * Nothing gets out, not even to localhost, and in a worker never again: what starts when a network is closed fails. One
 * network may be open in a thread at a time.
 */
import http from 'node:http'
import nock from 'nock'
import nodeFetch from 'node-fetch'
import { watchAnswer } from './answered.ts'
import type { RecordedAnswer, RecordedRequest, Reply } from './exchange.ts'
import { closeNetwork, openForAWhile } from './closed-network.ts'
import type { FetchInit } from './fetch.ts'
import { withLightClient } from './light-client.ts'
import type { Answering } from './light-client.ts'
import { answerAtOnce } from './nock-timers.ts'
import { watchSent } from './sent.ts'
import type { ExchangeReport, Network } from './types.ts'
import { answerFrom, answerOk, answerSame } from './vendor.ts'
import type { Vendor } from './vendor.ts'

// Importing nock takes over the thread's http; it is given back until a network is opened.
nock.restore()
answerAtOnce()
const client = http.ClientRequest.prototype

let blocked = false

/** From now on nothing leaves this thread, except while a live network is open: a worker has no other business. */
export function blockNetwork(): void {
  blocked = true
  closeNetwork()
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

export interface NetworkReport {
  requests: RecordedRequest[]
  /** Of a live network: what came back for each of them. */
  answers?: RecordedAnswer[]
  exchanges?: ExchangeReport
}

export interface OpenNetwork {
  /** Requests that have left so far, as `POST https://…`, and whether each was answered. */
  sent(): { name: string; answered: boolean }[]
  /** Gives the thread its real network back, unless {@link blockNetwork} was called. */
  close(): NetworkReport
}

/** @param onRequest - called with each request when it has left */
export function openNetwork(network: Network, onRequest?: (request: RecordedRequest) => void): OpenNetwork {
  return network.kind === 'live' ? openLive(onRequest) : openMocked(network, onRequest)
}

function openLive(onRequest?: (request: RecordedRequest) => void): OpenNetwork {
  const requests: RecordedRequest[] = []
  const answers: (() => RecordedAnswer)[] = []
  giveBack()
  const closeAgain = openForAWhile()
  const stopWatching = watchSent(client, (request, sent) => {
    requests.push(request)
    answers.push(watchAnswer(sent))
    onRequest?.(request)
  })
  return {
    sent: () => requests.map((request) => ({ name: nameOf(request), answered: true })),
    close() {
      stopWatching()
      closeAgain()
      if (blocked) intercept()
      return { requests, answers: answers.map((answer) => answer()) }
    }
  }
}

/** A request that was sent, and what nock saw of it. Those sent at the same time reach nock in any order. */
interface Slot {
  sent: RecordedRequest
  request?: RecordedRequest
}

function openMocked(
  network: Exclude<Network, { kind: 'live' }>,
  onRequest?: (request: RecordedRequest) => void
): OpenNetwork {
  const slots: Slot[] = []
  const vendor = vendorOf(network)
  const stopWatching = watchSent(client, (sent) => slots.push({ sent }))
  answering = {
    // That answers are given to the right requests is what exchanges test; here all answers are one.
    isLight: network.kind === 'same',
    delayMs: network.kind === 'same' ? network.delayMs : 0,
    answer(request) {
      const slot = slots.find((slot) => !slot.request && isSame(slot.sent, request))
      // Node's own fetch is no http client, so nobody saw it leave.
      if (slot) slot.request = request
      else slots.push({ sent: request, request })
      onRequest?.(request)
      return vendor.answer(request)
    }
  }
  interceptAll()
  return {
    sent: () => slots.map(({ sent, request }) => ({ name: nameOf(sent), answered: request !== undefined })),
    close() {
      stopWatching()
      answering = undefined
      if (!blocked) {
        nock.cleanAll()
        giveBack()
      }
      const requests = slots.flatMap(({ request }) => request ?? [])
      return { requests, ...vendor.report(requests) }
    }
  }
}

function vendorOf(network: Exclude<Network, { kind: 'live' }>): Vendor {
  switch (network.kind) {
    case 'exchanges':
      return answerFrom(network.exchanges)
    case 'ok':
      return answerOk(network.besides)
    case 'same':
      return answerSame(network.answer)
  }
}

const nameOf = ({ method, url }: RecordedRequest) => `${method} ${url}`

/** The host may be named in a header of its own, so it is left out. */
function isSame(sent: RecordedRequest, seen: RecordedRequest): boolean {
  const path = (url: string) => new URL(url).pathname + new URL(url).search
  return sent.method === seen.method && sent.body === seen.body && path(sent.url) === path(seen.url)
}

/** What nock's reply functions know of the request. */
interface InterceptedRequest {
  method: string
  path: string
  options: { proto: string; host: string; hostname?: string; port?: string | number | null }
  getHeaders(): Record<string, number | string | string[] | undefined>
}

/** Of the network that is open. */
let answering: (Answering & { isLight: boolean }) | undefined

/** node-fetch, on the network that is open. */
export function fetchOnNetwork(input: unknown, init?: FetchInit): Promise<unknown> {
  const call = () => nodeFetch(input as string, init as never)
  return answering?.isLight ? withLightClient(answering, call) : call()
}

/** In a thread that is blocked once and for all: making an interceptor for each method takes longer than most requests. */
function interceptAll(): void {
  intercept()
  if (nock.activeMocks().length > 0) return
  const scope = nock(/.*/).persist()
  // nock parses a JSON body before it asks for the reply, and an unparsable one is an exception that nobody can catch.
  // Without a content type it leaves the text alone.
  scope.on(
    'request',
    (request: { headers: Record<string, unknown> }) => delete request.headers['content-type']
  )
  for (const method of http.METHODS) {
    scope
      .intercept(() => true, method)
      .reply(function (_path, body, callback) {
        const { answer, delayMs } = answering ?? closed
        // The request has arrived; only its answer is late.
        const respond: typeof callback = (...answered) =>
          delayMs > 0 ? void setTimeout(callback, delayMs, ...answered) : callback(...answered)
        try {
          const request = toRecorded(this.req as unknown as InterceptedRequest, body as string)
          const reply = answer(request)
          const text = reply.json === undefined ? (reply.text ?? '') : JSON.stringify(reply.json)
          // Of a connection that is kept nock ends no answer whose length is not said.
          const length = /keep-alive/i.test(request.headers.connection ?? '') && {
            'content-length': String(Buffer.byteLength(text))
          }
          respond(null, [reply.status, text, { ...length, ...replyHeaders(reply) }])
        } catch (error) {
          respond(error as NodeJS.ErrnoException, [0, ''])
        }
      })
  }
}

const closed: Answering = {
  delayMs: 0,
  answer({ method, url }) {
    throw Object.assign(new Error(`${method} ${url} began when no network was open`), { code: 'ENETUNREACH' })
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
