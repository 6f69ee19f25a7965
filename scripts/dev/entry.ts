/** What is known of an event: how it arrived, and what became of it in each function. */
import type { OutcomeKind } from '../host/types.ts'
import type { RecordedAnswer, RecordedRequest } from '../host/exchange.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import type { Retry } from './retries.ts'
import type { VendorChoice } from './vendor.ts'

/** What became of an event in one function. */
export interface Result {
  function: string
  outcome: OutcomeKind
  error: { name: string; message: string } | null
  /** How Segment shows a failure. */
  failure?: { label: string; code: string }
  /** The names of those that took the event. */
  presets: string[]
  requests: RecordedRequest[]
  /** Of a live vendor: what came back for each request. */
  answers?: RecordedAnswer[]
  logs: string[]
  warnings: string[]
  /** How the vendor answered each request. */
  vendor: VendorChoice
  durationMs: number
  /** From 2: it is what came of the event the last time it was tried. */
  attempt?: number
  /** When the event comes back. */
  retry?: Retry
}

/** What arrived, before any function has had it. */
export interface Arrived {
  event: SegmentEvent
  /** Who sent it: the library, the source whose webhook it was, or this page. */
  from: string
  /** ISO 8601. */
  receivedAt: string
  /** What a developer should know about the way it came. */
  warnings: string[]
}

export interface Entry extends Arrived {
  id: number
  /** In the order of the functions; complete when `pending` is 0. */
  results: Result[]
  /** Functions that have not ended yet. */
  pending: number
}
