/** What the host and its worker say to each other. */
import type { RecordedRequest } from './exchange.ts'
import type { IncomingRequest, Invocation, Network, SourceInvocation } from './types.ts'

export interface WorkerSetup {
  limitMs: number
}

/** An event, or the events of a batch, for a destination function; a request for a source function. */
export type Input = { kind: 'event'; event: unknown } | { kind: 'request'; request: IncomingRequest }

export interface InvokeMessage {
  /** Left out where it is that of the call before. */
  code?: string
  file: string | undefined
  input: Input
  settings: unknown
  network: Network
  /** Load the code again first, as a new process would. */
  fresh: boolean
  emptyCache: boolean
}

/** Logs and requests come when they happen, so that they are known when the worker has to be killed. */
export type WorkerMessage =
  | { kind: 'ready' }
  | { kind: 'log'; text: string }
  | { kind: 'request'; request: RecordedRequest }
  | { kind: 'done'; invocation: Invocation | SourceInvocation }
  | { kind: 'failed'; error: unknown; code?: string; hint?: string }
