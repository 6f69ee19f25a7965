/**
 * The events of a session, the latest ones: what is older is forgotten, so that a long session does not grow. They are
 * kept as text, of which ten thousand are no more to the memory than a few hundred events that are read.
 */
import type { SegmentEvent } from '../runtime/author/types.ts'
import type { Arrived, Entry, Result } from './entry.ts'
import { pack, textOf, unpack } from './packed.ts'
import type { Packed } from './packed.ts'
import { markOf, rowOf } from './rows.ts'
import type { Row } from './rows.ts'

interface Kept {
  row: Omit<Row, 'marks'>
  event: Packed
  warnings: string[]
  /** By the place of the function; one that has not ended yet has none. */
  marks: Row['marks']
  results: Packed[]
}

/** Of those that are kept. */
const mostWaiting = 0.8

export class Entries {
  readonly most: number
  readonly #kept = new Map<number, Kept>()
  #last = 0

  constructor(most = 10_000) {
    this.most = most
  }

  /**
   * @param functions - that get it
   * @returns its id: they count from 1
   */
  add(arrived: Arrived, functions: number): number {
    const id = ++this.#last
    const { event, warnings } = arrived
    const row = rowOf(id, arrived, functions)
    this.#kept.set(id, { row, event: pack(event), warnings, marks: [], results: [] })
    if (this.#kept.size > this.most) this.#kept.delete(id - this.most)
    return id
  }

  /**
   * Keeps what became of an event, or what became of it the next time.
   *
   * @param place - of the function
   */
  end(id: number, place: number, result: Result): void {
    const kept = this.#kept.get(id)
    if (!kept) return
    if (kept.results[place] === undefined) kept.row.pending -= 1
    kept.results[place] = pack(result)
    kept.marks[place] = { function: result.function, mark: markOf(result), presets: result.presets }
  }

  /** Keeps that an event never reached a function. */
  skip(id: number, name: string): void {
    const kept = this.#kept.get(id)
    if (!kept) return
    kept.row.pending -= 1
    kept.warnings = [...kept.warnings, `${name} never ran: too many events waited for it`]
  }

  /** The id below which no event need wait: it would be forgotten by the time that something had come of it. */
  get tooOld(): number {
    return this.#last - Math.floor(this.most * mostWaiting) + 1
  }

  /** The id of the oldest that is kept, or would be. */
  get first(): number {
    return Math.max(1, this.#last - this.most + 1)
  }

  row(id: number): Row | undefined {
    const kept = this.#kept.get(id)
    return kept && { ...kept.row, marks: kept.marks.filter(Boolean) }
  }

  get(id: number): Entry | undefined {
    const kept = this.#kept.get(id)
    if (!kept) return undefined
    const { from, receivedAt, pending } = kept.row
    return {
      ...{ id, event: unpack<SegmentEvent>(kept.event), from, receivedAt, warnings: kept.warnings },
      results: kept.results.filter(Boolean).map((one) => unpack<Result>(one)),
      pending
    }
  }

  /** The ids of those that are kept, above one. */
  after(id: number): number[] {
    const first = Math.max(id + 1, this.first)
    const ids = Array.from({ length: Math.max(0, this.#last - first + 1) }, (_, index) => first + index)
    return ids.filter((one) => this.#kept.has(one))
  }

  /** The event's JSON. */
  text(id: number): string | undefined {
    const kept = this.#kept.get(id)
    return kept && textOf(kept.event)
  }

  clear(): void {
    this.#kept.clear()
  }
}
