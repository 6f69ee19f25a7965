/**
 * A vendor on a virtual clock: takes its time, accepts, refuses or breaks off by a fault plan, and remembers what it
 * accepted. It answers through the `fetch` of a function process.
 */
import nodeFetch from 'node-fetch'
import type { Clock } from '../host/clock.ts'
import { waitInVain } from '../host/fetch.ts'
import type { FetchInit, PlainFetch } from '../host/fetch.ts'
import { eventsIn, readRequest } from './attribution.ts'
import type { ReadRequest } from './attribution.ts'
import type { RepeatKey } from './idempotency.ts'
import type { FaultPlan } from './fault-plan.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { between } from './random.ts'
import type { Random } from './random.ts'

/** What the vendor knows of an event. */
export interface Sightings {
  /** How often it accepted each part of the event: an event may be several requests. */
  accepted: Map<string, number>
  /** How often it counted each part, repeats that it recognised left out. */
  counted: Map<string, number>
  /** The parts of which the function was told that they were accepted. */
  confirmed: Map<string, number>
}

export const noSightings = (): Sightings => ({
  accepted: new Map(),
  counted: new Map(),
  confirmed: new Map()
})

/** A call of the function, as far as its requests are to be attributed. */
export interface Caller {
  /** From `marksOf`. */
  marks: Set<string>[]
  /** The events of the call. */
  sent: SegmentEvent[]
  /** Of each event of the call. */
  sightings: Sightings[]
}

type Fate =
  | { kind: 'answer'; status: number }
  | { kind: 'refuse' }
  /** The connection breaks or no answer comes, before or after the vendor accepted. */
  | { kind: 'reset' | 'timeout'; accepts: boolean }

export interface VendorOptions {
  plan: FaultPlan
  clock: Clock
  random: Random
  /** What it knows a repeat by. */
  repeatKey: RepeatKey
}

export interface Vendor {
  /** @param caller - whose requests these are, asked when each is sent */
  fetchFor(caller: () => Caller): PlainFetch
  readonly requests: number
  /** Accepted requests that hold nothing of any event of their call. */
  readonly unattributed: number
}

interface Init extends FetchInit {
  headers?: Record<string, string>
  body?: unknown
}

const minuteMs = 60_000

export function createVendor({ plan, clock, random, repeatKey }: VendorOptions): Vendor {
  const [fastest, slowest] = plan.latencyMs ?? [80, 300]
  const start = clock.now()
  const known = new Set<string>()
  let requests = 0
  let unattributed = 0
  let window = { minute: -1, count: 0 }

  function fateOf(): Fate {
    const minute = (clock.now() - start) / minuteMs
    if (plan.outages?.some(({ fromMinute, toMinute }) => minute >= fromMinute && minute < toMinute))
      return { kind: 'refuse' }
    if (plan.keyExpiresAtMinute !== undefined && minute >= plan.keyExpiresAtMinute)
      return { kind: 'answer', status: 401 }
    if (Math.floor(minute) !== window.minute) window = { minute: Math.floor(minute), count: 0 }
    if (++window.count > (plan.rateLimitPerMinute ?? Infinity)) return { kind: 'answer', status: 429 }
    return drawn()
  }

  function drawn(): Fate {
    let draw = random()
    for (const [fault, rate] of Object.entries(plan.rates ?? {})) {
      draw -= rate
      if (draw >= 0) continue
      if (fault === 'timeout' || fault === 'reset') return { kind: fault, accepts: random() < 0.5 }
      return { kind: 'answer', status: Number(fault) }
    }
    return { kind: 'answer', status: 200 }
  }

  function accept(request: ReadRequest, caller: Caller, isConfirmed: boolean): void {
    const found = eventsIn(request, caller.marks)
    if (found.length === 0) unattributed++
    const keys = found.map(({ index, body }) => repeatKey(request, caller.sent[index]!, body))
    found.forEach(({ index, part }, i) => {
      const { accepted, counted, confirmed } = caller.sightings[index]!
      const key = keys[i]
      add(accepted, part)
      if (key === undefined || !known.has(key)) add(counted, part)
      if (isConfirmed) add(confirmed, part)
    })
    // Only now: the events of one request may share its key.
    for (const key of keys) if (key !== undefined) known.add(key)
  }

  async function handle(request: ReadRequest, init: Init, caller: Caller): Promise<unknown> {
    requests++
    const fate = fateOf()
    const latency = between(random, fastest, slowest)
    const limit = init.timeout ?? 0
    const tooSlow = limit > 0 && latency >= limit
    await wait(clock, tooSlow ? limit : latency)
    switch (fate.kind) {
      case 'refuse':
        throw failed(request.url, 'ECONNREFUSED')
      case 'reset':
        if (fate.accepts) accept(request, caller, false)
        throw failed(request.url, 'ECONNRESET')
      case 'timeout':
        if (fate.accepts) accept(request, caller, false)
        return waitInVain(clock, request.url, limit && limit - Math.min(latency, limit - 1))
      case 'answer':
        if (fate.status === 200) accept(request, caller, !tooSlow)
        if (tooSlow) return waitInVain(clock, request.url, 1)
        return answer(request.url, fate.status, init.headers ?? {})
    }
  }

  return {
    fetchFor:
      (caller) =>
      (input, init: Init = {}) => {
        const { method = 'GET', body } = init
        const text = body === undefined ? undefined : String(body)
        const request = readRequest(method, String(input), text, init.headers)
        return handle(request, init, caller())
      },
    get requests() {
      return requests
    },
    get unattributed() {
      return unattributed
    }
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

const wait = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => void clock.setTimeout(resolve, ms))

const failed = (url: string, code: string): Error =>
  new nodeFetch.FetchError(`request to ${url} failed, reason: ${code}`, 'system', { code } as never)

/** Some vendors repeat the credentials they refuse; what becomes of that is a part of the simulation. */
function answer(url: string, status: number, headers: Record<string, string>): unknown {
  const { authorization = 'none' } = headers
  const message = status === 401 ? `The key in "${authorization}" has expired.` : `Simulated ${status}`
  const body = status === 200 ? {} : { message }
  return new nodeFetch.Response(JSON.stringify(body), {
    status,
    url,
    headers: { 'content-type': 'application/json', ...(status === 429 && { 'retry-after': '60' }) }
  } as object)
}
