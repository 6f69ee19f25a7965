/**
 * One process of a function: its code loaded once, its cache, and one call at a time. Runs in the thread it is made in;
 * the host runs it in a worker that can be killed, a delivery simulation runs many of them on a virtual clock.
 *
 * In the thread of the caller nothing stops a synchronous loop, and a promise that the function rejects and forgets
 * reaches the caller's `unhandledRejection`.
 */
import nodeHttps from 'node:https'
import nodeFetch from 'node-fetch'
import { UserError } from '../shared/errors.ts'
import { outcomeOfBatch, outcomeOfStatus, readBatchResult } from './batch.ts'
import { createCache } from './cache.ts'
import { verdictOnThrown, verdictOnTimeout, isTimeout } from './verdict.ts'
import { realClock } from './clock.ts'
import type { Clock } from './clock.ts'
import { createConsole, KeptLogs, shownLogBytes } from './console.ts'
import { defaultHandlers, dispatch } from './dispatch.ts'
import { trackFetch } from './fetch.ts'
import type { PlainFetch } from './fetch.ts'
import { createGlobals, quicken } from './globals.ts'
import { loadFunction } from './loader.ts'
import type { Handlers } from './loader.ts'
import { defaultSourceHandlers, receive, refuseUnread, sourceOutcomes } from './receive.ts'
import { createCollector } from './segment.ts'
import type { SegmentCollector } from './segment.ts'
import { createTimers } from './timers.ts'
import type { IncomingRequest, Invocation, SourceInvocation } from './types.ts'

/** Segment: Functions, Limits. Support can raise it. */
export const defaultLimitMs = 5_000

/** Each is about a mistake of its own; more than these nobody reads, and a loop can make them without end. */
const maxWarnings = 100

export interface ProcessOptions {
  code: string
  /** How messages call the code; `handler.js` by default, as in stacks. */
  file?: string | undefined
  /** What answers the function's requests; by default node-fetch itself. */
  fetch?: PlainFetch
  /** The `https` of the function; where its requests are answered by `fetch`, one that nobody answers by default. */
  https?: typeof nodeHttps
  /** What the function's Date, its timers, its cache and the time limit follow; by default real time. */
  clock?: Clock
  limitMs?: number | undefined
  /** Whoever calls makes a fresh copy of event and settings for each call, so that none is made here. */
  takesCopies?: boolean
  /**
   * For millions of calls: globals cost what they cost outside of a vm context, and errors of the function bear no stack. A
   * function that gives `globalThis` another member of a known name, and then uses the name alone, gets the old one.
   */
  isQuick?: boolean
  /** Called with each log entry when it is written. */
  onLog?: (text: string) => void
}

/** What a process knows about a call; requests are the business of whoever answers them. */
export type ProcessInvocation = Omit<Invocation, 'requests' | 'answers' | 'exchanges'>
export type ProcessSourceInvocation = Omit<SourceInvocation, 'requests' | 'answers' | 'exchanges'>

export interface FunctionProcess {
  /**
   * @param input - an event, or the events of a batch
   * @throws UserError when a batch is given to a function without `onBatch`
   */
  invoke(input: unknown, settings: unknown): Promise<ProcessInvocation>
  /**
   * Calls a source function.
   *
   * @param request - what came to its webhook
   */
  receive(request: IncomingRequest, settings: unknown): Promise<ProcessSourceInvocation>
  /** Loses what the cache holds, as may happen at any time. */
  emptyCache(): void
  /** Requests that began after the call ended, and are open; they are forgotten. */
  openRequests(): string[]
  /** Adds a warning to the running call. */
  warn(message: string): void
}

/** The code is loaded by the first call, and again after a call that did not load or was stopped by the time limit. */
export function createProcess(options: ProcessOptions): FunctionProcess {
  const { clock = realClock, limitMs = defaultLimitMs } = options
  let logs = new KeptLogs()
  let warnings: string[] = []
  let loaded: Loaded | undefined

  const warn = (message: string) => {
    if (warnings.length < maxWarnings && !warnings.includes(message)) warnings.push(message)
  }
  const log = (text: string) => {
    const kept = logs.add(text)
    if (kept !== undefined) options.onLog?.(kept)
  }

  const copy = options.takesCopies ? (value: unknown) => value : copyJson

  /** A function is a destination's or a source's; the loader gives the code the handlers of its kind. */
  function start<Kind extends keyof typeof kinds>(kind: Kind): Loaded<Kind> {
    if (loaded?.kind !== kind) loaded = load(options, kind, { clock, log, warn })
    return loaded as Loaded<Kind>
  }

  async function run(input: unknown, settings: unknown): Promise<Result> {
    const { handlers } = start('destination')
    // Made outside the context: to the function, arrays and objects of an event are no `instanceof Array` or `Object`.
    if (!Array.isArray(input)) {
      await dispatch(handlers, copy(input) as { type?: unknown }, copy(settings), warn)
      return { outcome: 'delivered' }
    }
    if (typeof handlers.onBatch !== 'function') throw noBatchHandler(options.file)
    const returned: unknown = await handlers.onBatch(copy(input), copy(settings))
    const statuses = readBatchResult(returned, input.length, warn)
    const outcomes = statuses.map(({ status }) => outcomeOfStatus(status))
    return { outcome: outcomeOfBatch(outcomes), statuses, outcomes }
  }

  async function runSource(request: IncomingRequest, settings: unknown): Promise<Result> {
    const { handlers, fetch } = start('source')
    await receive(handlers, request, copy(settings), fetch.fetch.Headers, warn)
    return { outcome: 'delivered' }
  }

  /** @param input - the events, when it is a batch; what fails then, fails for each of them */
  async function runWithin(limit: number, work: () => Promise<Result>, input?: unknown): Promise<Result> {
    const started = clock.now()
    let timer: unknown
    const timeout = new Promise<Result>((resolve) => {
      timer = clock.setTimeout(() => resolve(timedOut(limit, input)), limit)
    })
    try {
      const end = work().catch((thrown: unknown) => failed(thrown, input))
      const result = await Promise.race([end, timeout])
      // A handler that blocks the thread ends before the timer can fire.
      return clock.now() - started > limit ? timedOut(limit, input) : result
    } finally {
      clock.clearTimeout(timer)
    }
  }

  function failed(thrown: unknown, input: unknown): Result {
    if (thrown instanceof UserError) throw thrown
    return forEvents(verdictOnThrown(thrown, warn), input)
  }

  async function call(work: () => Promise<Result>, input?: unknown): Promise<ProcessInvocation> {
    logs = new KeptLogs()
    warnings = []
    const started = clock.now()
    const result = await runWithin(limitMs, work, input)
    const stopped = isTimeout(result)
    const when = stopped ? 'when the time was up' : 'when the handler ended, nobody awaited it'
    const unawaited = loaded?.fetch.endInvocation() ?? []
    for (const request of unawaited) warn(`${request} was still open ${when}`)
    loaded?.timers.clearAll()
    if (stopped) loaded = undefined
    if (logs.bytes > shownLogBytes)
      warn(`${logs.bytes} bytes were logged: Segment's editor shows at most ${shownLogBytes}`)
    return {
      ...result,
      ...(unawaited.length > 0 && !stopped && { unawaited }),
      logs: logs.texts,
      warnings,
      durationMs: Math.min(clock.now() - started, limitMs)
    }
  }

  return {
    invoke: (input, settings) => call(() => run(input, settings), input),
    async receive(request, settings) {
      const unread = refuseUnread(request)
      if (unread) return unread
      const { outcome, ...result } = await call(() => runSource(request, settings))
      const collected = loaded?.segment.take() ?? []
      const isAccepted = outcome === 'delivered'
      // The published loader keeps them, and sends them with the next request.
      if (!isAccepted && collected.length > 0)
        result.warnings.push(
          `${collected.length} messages were collected before the handler threw: they may be sent or not`
        )
      return { ...result, outcome: sourceOutcomes[outcome], sends: isAccepted ? collected : [] }
    },
    openRequests: () => loaded?.fetch.endInvocation() ?? [],
    emptyCache() {
      loaded?.emptyCache()
    },
    warn
  }
}

type Result = Omit<ProcessInvocation, 'logs' | 'warnings' | 'durationMs'>

const kinds = { destination: defaultHandlers, source: defaultSourceHandlers }

interface Loaded<Kind extends keyof typeof kinds = keyof typeof kinds> {
  kind: Kind
  handlers: Handlers<keyof (typeof kinds)[Kind] & string>
  segment: SegmentCollector
  fetch: ReturnType<typeof trackFetch>
  timers: ReturnType<typeof createTimers>
  emptyCache(): void
}

function load<Kind extends keyof typeof kinds>(
  options: ProcessOptions,
  kind: Kind,
  own: { clock: Clock; log: (text: string) => void; warn: (message: string) => void }
): Loaded<Kind> {
  const { clock, log, warn } = own
  const fetch = trackFetch(options.fetch ?? (nodeFetch as never), warn)
  const { cache, empty } = createCache(clock, warn)
  const timers = createTimers(clock, (thrown) =>
    warn(`a timer's callback threw ${String(thrown)}: nobody catches that`)
  )
  const segment = createCollector()
  const { context, window } = createGlobals({
    cache,
    console: createConsole(log),
    fetch: fetch.fetch,
    segment: segment.global,
    https: options.https ?? (options.fetch ? closedHttps : nodeHttps),
    timers: timers.globals,
    now: () => clock.now()
  })
  if (options.isQuick) quicken(context)
  try {
    const handlers = loadFunction(options.code, {
      context,
      window,
      defaults: kinds[kind] as Handlers<keyof (typeof kinds)[Kind] & string>,
      file: options.file
    })
    return { kind, handlers, segment, fetch, timers, emptyCache: empty }
  } catch (error) {
    // The code may have started something before it failed.
    fetch.endInvocation()
    timers.clearAll()
    throw error
  }
}

/** Beside an own `fetch` the real `https` would be a way past it, out into the world. */
const refuseHttps = (): never => {
  throw new Error('https is not connected here: this host answers fetch only')
}
const closedHttps = Object.assign(Object.create(nodeHttps) as typeof nodeHttps, {
  request: refuseHttps,
  get: refuseHttps
})

function timedOut(limitMs: number, input: unknown): Result {
  return forEvents(verdictOnTimeout(limitMs), input)
}

/** A failure is that of every event of a batch. */
function forEvents(failure: ReturnType<typeof verdictOnTimeout>, input: unknown): Result {
  return Array.isArray(input) ? { ...failure, outcomes: input.map(() => failure.outcome) } : failure
}

/** Events are JSON on their way to a function, so each call gets its own copy. */
function copyJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}

function noBatchHandler(file = 'the function'): UserError {
  return new UserError(
    'event',
    `${file} has no onBatch, so Segment never sends it a batch`,
    'Send one event, or set "batch" to true for the function in segment.config.json.'
  )
}
