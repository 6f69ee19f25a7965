/**
 * What the host reports about one call of a function.
 */
import type { Exchange, Fault, RecordedAnswer, RecordedRequest, Reply } from './exchange.ts'
import type { Difference } from './match.ts'

export type OutcomeKind = 'delivered' | 'discarded' | 'retried'

/** What comes of a request to a source function. */
export type SourceOutcome = 'accepted' | 'refused' | 'retried'

export interface ReportedError {
  /** `LoadError` when the code could not be loaded, `Timeout` for the host's own limit, `ProcessLost` when the process ended, else the name it bears. */
  name: string
  message: string
  stack?: string
}

/** How Segment shows a failure: the label in Event Delivery, the code in Delivery Overview. */
export interface Failure {
  label: string
  code: string
}

/** One entry of what `onBatch` returns, as Segment documents it. */
export interface BatchStatus {
  status: number
  errormessage?: string
}

export interface Invocation {
  /** Of a batch with statuses: retried if any event is, else discarded if any is. */
  outcome: OutcomeKind
  /** What the handler threw, or the host's own word for a timeout; absent when it returned. */
  error?: ReportedError
  failure?: Failure
  /** Of a batch that returned only: one entry per event, in the order of the events. */
  statuses?: BatchStatus[]
  /** Of a batch only: what becomes of each event, in the order of the events. */
  outcomes?: OutcomeKind[]
  requests: RecordedRequest[]
  /** Of `network: { kind: 'live' }` only: what came back for each request, in their order. */
  answers?: RecordedAnswer[]
  /** Of `network: { kind: 'exchanges' }` only. */
  exchanges?: ExchangeReport
  /** Requests that were open when the handler ended, as `POST https://…`; absent when there are none. */
  unawaited?: string[]
  /** What was written to the function's console, one entry a call, as far as Segment's editor shows it. */
  logs: string[]
  /** What Segment would do silently and a developer should know. */
  warnings: string[]
  /** By the clock of the function, with time that was skipped because a vendor never answered. */
  durationMs: number
}

/** An HTTPS request to the webhook of a source function. */
export interface IncomingRequest {
  /** Names in any case. */
  headers: Record<string, string>
  /** What stands behind the webhook's address. */
  query: Record<string, string>
  /** The text that was sent, or the object that Segment made of it. */
  body: unknown
}

/** What a source function sent to Segment, as its published loader passes it on. */
export interface SentMessage {
  type: string
  [member: string]: unknown
}

/** What the host reports about one call of a source function. */
export interface SourceInvocation extends Omit<Invocation, 'outcome' | 'statuses' | 'outcomes'> {
  outcome: SourceOutcome
  /** In their order; empty unless the request was accepted. */
  sends: SentMessage[]
}

/** What is wrong between the requests of an invocation and the exchanges it was given. */
export interface ExchangeReport {
  /** Indices of exchanges that no request used. */
  unused: number[]
  unmatched: UnmatchedRequest[]
}

export interface UnmatchedRequest {
  /** The index in `requests`. */
  request: number
  /** The exchange with the least differences; absent when there are no exchanges. */
  nearest?: {
    exchange: number
    /** Another request had it already; without differences, that is all that is wrong. */
    used: boolean
    differences: Difference[]
  }
}

/**
 * Where the function's requests go: `exchanges` are matched and answered, anything else fails; `ok` answers every
 * request with 200 `{}`, but for those to addresses that hold a text, which have answers of their own; `same` gives every request the same answer, after a while; `live` really sends.
 */
export type Network =
  | { kind: 'exchanges'; exchanges: Exchange[] }
  | { kind: 'ok'; besides?: { to: string; reply: Reply }[] }
  | { kind: 'same'; answer: { reply: Reply } | { fault: Fault }; delayMs: number }
  | { kind: 'live' }
