/**
 * One form of a function, ready to be given past events as fast as they can be read: a process of the host whose vendor
 * answers everything with 200 `{}` and writes down what it was asked.
 */
import nodeFetch from 'node-fetch'
import type { Clock } from '../host/clock.ts'
import { createProcess } from '../host/process.ts'
import type { Ending, SeenRequest } from './differences.ts'

/** Where both forms see the same time, a body with the time in it is no difference. */
export interface EventClock extends Clock {
  set(ms: number): void
}

export function createEventClock(): EventClock {
  let now = 0
  return {
    set: (ms) => (now = ms),
    now: () => now,
    // Answers come at once, so nothing that waits is ever due.
    setTimeout: () => ({}),
    clearTimeout: () => undefined
  }
}

/** @param event - a copy that nobody else holds: a function may change it */
export type Form = (event: Record<string, unknown>) => Promise<Ending>

/**
 * @param code - the compiled function
 * @param settings - what its instance is set up with
 */
export function openForm(code: string, settings: Record<string, unknown>, clock: Clock): Form {
  let requests: SeenRequest[] = []
  const process = createProcess({
    code,
    clock,
    takesCopies: true,
    fetch: (input, init) => {
      requests.push(seen(input, init as Init | undefined))
      return Promise.resolve(answer())
    }
  })
  return async (event) => {
    requests = []
    const { outcome, error } = await process.invoke(event, { ...settings })
    return { outcome, ...(error && { error: error.name }), requests }
  }
}

interface Init {
  method?: string
  headers?: Record<string, unknown> | Iterable<[string, string]>
  body?: unknown
}

function seen(input: unknown, { method = 'GET', headers = {}, body }: Init = {}): SeenRequest {
  const pairs =
    Symbol.iterator in headers ? [...(headers as Iterable<[string, string]>)] : Object.entries(headers)
  return {
    method: method.toUpperCase(),
    url: new URL(String(input)).href,
    headers: Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), String(value)])),
    ...(body !== undefined && body !== null && { body: String(body) })
  }
}

const answer = (): unknown =>
  new nodeFetch.Response('{}', { status: 200, headers: { 'content-type': 'application/json' } })
