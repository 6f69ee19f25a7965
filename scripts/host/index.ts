/**
 * The local copy of Segment's Functions host: runs a compiled function as Segment does, in a worker thread that is killed
 * when the function does not end.
 *
 *     const host = await createHost({ code })
 *     const invocation = await host.invoke(event, settings, { kind: 'exchanges', exchanges })
 *     await host.close()
 */
import { UserError } from '../shared/errors.ts'
import type { UserErrorCode } from '../shared/errors.ts'
import type { RecordedRequest } from './exchange.ts'
import { defaultLimitMs } from './process.ts'
import { Thread } from './thread.ts'
import { sourceOutcomes } from './receive.ts'
import type { IncomingRequest, Invocation, Network, SourceInvocation } from './types.ts'
import { isTimeout, verdictOnLoss, verdictOnTimeout } from './verdict.ts'
import type { FailedOutcome } from './verdict.ts'
import { severalMs } from './worker-messages.ts'
import type { Input, InvokeMessage, WorkerMessage } from './worker-messages.ts'

export { outcomeOfStatus } from './batch.ts'
export { compareRequest } from './match.ts'
export type { Difference } from './match.ts'
export type * from './exchange.ts'
export type * from './types.ts'

/** How long a worker may stay silent after the limit, before it is taken to be in a loop that nothing can end. */
const graceMs = 500

export interface HostOptions {
  /** The compiled function, as it would be uploaded; may come with each call instead. */
  code?: string
  /** How messages call the code, e.g. `dist/dub/function.js`. */
  file?: string
  /** How long a call may take, loading included. Segment's limit is the default. */
  limitMs?: number
}

export interface InvokeOptions {
  /** Run in a new process: the code is loaded again, module scope and cache are empty; only Node's modules are kept. */
  fresh?: boolean
  /** Keep the process, lose its cache, as Segment may at any time. */
  emptyCache?: boolean
  /** Another function than the host's own, in a new process. */
  code?: string
  /** How messages call that code. */
  file?: string
}

export interface Host {
  /**
   * @param input - an event, or an array of events for `onBatch`
   * @throws UserError when a batch is given to a function without `onBatch`
   */
  invoke(input: unknown, settings: unknown, network: Network, options?: InvokeOptions): Promise<Invocation>
  /**
   * The same for events one after the other, told of together: less than half the work where each takes a moment. Errors
   * bear no stack.
   *
   * @param texts - the events, as JSON
   * @param network - not live: where the thread is lost, its events are gone through again one at a time
   */
  invokeEach(
    texts: string[],
    settings: unknown,
    network: Exclude<Network, { kind: 'live' }>,
    options?: InvokeOptions
  ): Promise<Invocation[]>
  /**
   * Calls a source function.
   *
   * @param request - what came to its webhook
   */
  receive(
    request: IncomingRequest,
    settings: unknown,
    network: Network,
    options?: InvokeOptions
  ): Promise<SourceInvocation>
  close(): Promise<void>
}

type Call = Omit<InvokeMessage, 'input'> & { code: string }

/** Calls of one host run one after the other, as in one process of Segment's. */
export async function createHost(options: HostOptions = {}): Promise<Host> {
  const limitMs = options.limitMs ?? defaultLimitMs
  const thread = new Thread<WorkerMessage>(new URL('worker.ts', import.meta.url), { limitMs })
  let last: Promise<unknown> = thread.ready()

  async function messageOf({ code, ...rest }: Call, input: InvokeMessage['input']): Promise<InvokeMessage> {
    return { ...rest, ...((await thread.isNews(code)) && { code }), input }
  }

  async function invokeNow(call: Call, input: Input): Promise<Invocation | SourceInvocation> {
    const logs: string[] = []
    const requests: RecordedRequest[] = []
    const message = await messageOf(call, input)
    const end = await thread.call(message, limitMs + graceMs, (heard) => {
      switch (heard.kind) {
        case 'ready':
        case 'several':
          return undefined
        case 'log':
          return void logs.push(heard.text)
        case 'request':
          return void requests.push(heard.request)
        case 'done':
        case 'failed':
          return heard
      }
    })
    if (end.kind !== 'reply') {
      const failure = end.kind === 'silent' ? verdictOnTimeout(limitMs) : verdictOnLoss(end.reason)
      return { ...ofAll(input, failure), requests, logs, warnings: [], durationMs: limitMs }
    }
    if (end.reply.kind === 'failed') throw toError(end.reply)
    // What timed out may still be running.
    if (isTimeout(end.reply.invocation)) await thread.stop()
    return end.reply.invocation
  }

  async function invokeEachNow(call: Call, texts: string[]): Promise<Invocation[]> {
    const done: Invocation[] = []
    for (let next = call; done.length < texts.length; next = { ...call, fresh: false, emptyCache: false }) {
      const left = texts.slice(done.length)
      const message = await messageOf(next, { kind: 'events', texts: left })
      const end = await thread.call(message, limitMs + severalMs + graceMs, (heard) =>
        heard.kind === 'several' || heard.kind === 'failed' ? heard : undefined
      )
      if (end.kind !== 'reply') {
        // Which of them it was shows when each comes alone.
        for (const text of left) {
          const event: unknown = JSON.parse(text)
          done.push((await invokeNow(next, { kind: 'event', event })) as Invocation)
        }
      } else if (end.reply.kind === 'failed') throw toError(end.reply)
      else {
        done.push(...end.reply.invocations)
        if (isTimeout(done.at(-1)!)) await thread.stop()
      }
    }
    return done
  }

  function inTurn<Result>(
    given: Pick<Call, 'settings' | 'network'>,
    { fresh = false, emptyCache = false, ...other }: InvokeOptions = {},
    work: (call: Call) => Promise<unknown>
  ): Promise<Result> {
    const { code = '', file } = { ...options, ...other }
    // What comes back is what was asked for.
    const result = last.then(() => work({ code, file, ...given, fresh, emptyCache }) as Promise<Result>)
    last = result.catch(() => undefined)
    return result
  }

  await last
  return {
    invoke: (event, settings, network, invokeOptions) =>
      inTurn({ settings, network }, invokeOptions, (call) => invokeNow(call, { kind: 'event', event })),
    invokeEach: (texts, settings, network, invokeOptions) =>
      inTurn({ settings, network }, invokeOptions, (call) => invokeEachNow(call, texts)),
    receive: (request, settings, network, invokeOptions) =>
      inTurn({ settings, network }, invokeOptions, (call) => invokeNow(call, { kind: 'request', request })),
    async close() {
      await last
      await thread.stop()
    }
  }
}

/** What became of the process became of every event of a batch. */
function ofAll(input: Input, { outcome, ...failure }: FailedOutcome) {
  if (input.kind === 'request') return { ...failure, outcome: sourceOutcomes[outcome], sends: [] }
  const { event } = input
  return { ...failure, outcome, ...(Array.isArray(event) && { outcomes: event.map(() => outcome) }) }
}

/** An error of ours crosses the thread without its class. */
function toError(reply: Extract<WorkerMessage, { kind: 'failed' }>): unknown {
  const message = reply.error instanceof Error ? reply.error.message : String(reply.error)
  return reply.code === undefined
    ? reply.error
    : new UserError(reply.code as UserErrorCode, message, reply.hint)
}
