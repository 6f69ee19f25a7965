/**
 * One form of a function, ready to be given past events as fast as they can be read: a process of the host whose vendor
 * answers everything with 200 `{}` and writes down what it was asked.
 */
import nodeFetch from 'node-fetch'
import { createProcess } from '../host/process.ts'
import type { Ending, SeenRequest } from './differences.ts'
import type { EventClock } from './event-clock.ts'

/** @param event - a copy that nobody else holds: a function may change it */
export type Form = (event: Record<string, unknown>, time: number) => Promise<PlainEnding>

/** An ending whose requests are as the function gave them to `fetch`: most need not be looked at any closer. */
export interface PlainEnding extends Omit<Ending, 'requests'> {
  requests: PlainRequest[]
}

interface PlainRequest {
  url: string
  init: Init
}

interface Init {
  method?: string
  headers?: Record<string, unknown> | Iterable<[string, string]>
  body?: unknown
}

/**
 * @param code - the compiled function
 * @param settings - what its instance is set up with
 */
export function openForm(code: string, settings: Record<string, unknown>, clock: EventClock): Form {
  let requests: PlainRequest[] = []
  const process = createProcess({
    code,
    clock,
    takesCopies: true,
    isQuick: true,
    async fetch(input, init) {
      requests.push(await requestOf(input, init))
      return new nodeFetch.Response('{}', answer)
    }
  })
  return async (event, time) => {
    requests = []
    const { outcome, error } = await clock.at(time, () => process.invoke(event, { ...settings }))
    return { outcome, ...(error && { error: error.name }), requests }
  }
}

const answer = { status: 200, headers: { 'content-type': 'application/json' } }

async function requestOf(input: unknown, init: object = {}): Promise<PlainRequest> {
  if (typeof input === 'object' && input !== null && 'method' in input) {
    const request = new nodeFetch.Request(input as never, init as never)
    const { url, method, headers } = request
    const body = await request.text()
    return { url, init: { method, headers, ...(body !== '' && { body }) } }
  }
  const url = String(input)
  // In node-fetch's words.
  if (!URL.canParse(url)) throw new TypeError('Only absolute URLs are supported')
  return { url, init }
}

/** Whether two endings are the same at first sight; two that are not may come out equal when they are looked at closer. */
export function isSame(one: PlainEnding, other: PlainEnding): boolean {
  return (
    one.outcome === other.outcome &&
    one.error === other.error &&
    one.requests.length === other.requests.length &&
    one.requests.every((request, index) => isSameRequest(request, other.requests[index]!))
  )
}

function isSameRequest(one: PlainRequest, other: PlainRequest): boolean {
  const { headers = {}, body, method } = one.init
  if (one.url !== other.url || method !== other.init.method) return false
  if (body !== other.init.body || typeof (body ?? '') !== 'string') return false
  const otherHeaders = other.init.headers ?? {}
  if (Symbol.iterator in headers || Symbol.iterator in otherHeaders) return false
  const names = Object.keys(headers)
  return (
    names.length === Object.keys(otherHeaders).length &&
    names.every((name) => headers[name] === otherHeaders[name])
  )
}

/** An ending as a vendor saw it. */
export const endingOf = ({ requests, ...ending }: PlainEnding): Ending => ({
  ...ending,
  requests: requests.map(seen)
})

function seen({ url, init: { method = 'GET', headers = {}, body } }: PlainRequest): SeenRequest {
  const pairs =
    Symbol.iterator in headers ? [...(headers as Iterable<[string, string]>)] : Object.entries(headers)
  return {
    method: method.toUpperCase(),
    url: new URL(url).href,
    headers: Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), String(value)])),
    ...(body !== undefined && body !== null && { body: String(body) })
  }
}
