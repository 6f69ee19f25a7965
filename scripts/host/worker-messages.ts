/** What the host and its worker say to each other. */
import type { RecordedRequest } from './exchange.ts'
import type { Invocation, Network } from './types.ts'

export interface WorkerSetup {
  limitMs: number
}

export interface InvokeMessage {
  code: string
  file: string | undefined
  input: unknown
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
  | { kind: 'done'; invocation: Invocation }
  | { kind: 'failed'; error: unknown; code?: string; hint?: string }
