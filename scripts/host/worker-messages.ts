/** What the host and its worker say to each other. */
import type { RecordedRequest } from './exchange.ts'
import type { IncomingRequest, Invocation, Network, SourceInvocation } from './types.ts'

export interface WorkerSetup {
  limitMs: number
}

/** An event, or the events of a batch, for a destination function; a request for a source function. */
export type Input = { kind: 'event'; event: unknown } | { kind: 'request'; request: IncomingRequest }

/** Longer than that several events are not gone through before the first of them are told of. */
export const severalMs = 400

/** Events for a destination function, one after the other. */
export interface Inputs {
  kind: 'events'
  /** As JSON, which is copied to a thread in a fifth of the time that objects take. */
  texts: string[]
}

export interface InvokeMessage {
  /** Left out where it is that of the call before. */
  code?: string
  file: string | undefined
  input: Input | Inputs
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
  /** Of the first events of several; the rest is to be sent again, as one of them timed out or all of them take long. */
  | { kind: 'several'; invocations: Invocation[] }
  | { kind: 'failed'; error: unknown; code?: string; hint?: string }
