/** The events of a session, the latest ones: what is older is forgotten, so that a long session does not grow. */
import type { OutcomeKind } from '../host/types.ts'
import type { RecordedRequest } from '../host/exchange.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import type { Retry } from './retries.ts'
import type { VendorChoice } from './vendor.ts'

/** What became of an event in one function; values of secret settings stand in none of it. */
export interface Result {
  function: string
  outcome: OutcomeKind
  error: { name: string; message: string } | null
  /** How Segment shows a failure. */
  failure?: { label: string; code: string }
  /** The names of those that took the event. */
  presets: string[]
  requests: RecordedRequest[]
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

export interface Entry {
  id: number
  event: SegmentEvent
  /** Who sent it: the library, the source whose webhook it was, or this page. */
  from: string
  /** ISO 8601. */
  receivedAt: string
  /** In the order of the functions; complete when `pending` is 0. */
  results: Result[]
  /** What a developer should know about the way it came. */
  warnings: string[]
  /** Functions that have not ended yet. */
  pending: number
}

export class Entries {
  readonly most: number
  readonly #kept = new Map<number, Entry>()
  #last = 0

  constructor(most = 10_000) {
    this.most = most
  }

  add(entry: Omit<Entry, 'id' | 'results'>): Entry {
    const added = { id: ++this.#last, ...entry, results: [] }
    this.#kept.set(added.id, added)
    if (this.#kept.size > this.most) this.#kept.delete(this.#last - this.most)
    return added
  }

  /** The id of the oldest that is kept, or would be. */
  get first(): number {
    return Math.max(1, this.#last - this.most + 1)
  }

  get(id: number): Entry | undefined {
    return this.#kept.get(id)
  }

  after(id: number): Entry[] {
    const first = Math.max(id + 1, this.first)
    const ids = Array.from({ length: Math.max(0, this.#last - first + 1) }, (_, index) => first + index)
    return ids.flatMap((one) => this.#kept.get(one) ?? [])
  }

  clear(): void {
    this.#kept.clear()
  }
}
