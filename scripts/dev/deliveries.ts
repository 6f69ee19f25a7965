/** Hands each event that arrives to every destination function in its turn, and again when Segment would. */
import { UserError } from '../shared/errors.ts'
import { Entries } from './entries.ts'
import type { Arrived, Entry, Result } from './entry.ts'
import { Retries } from './retries.ts'
import type { Row } from './rows.ts'
import type { Delivery, Destination, Unit } from './unit.ts'

export interface DeliveriesOptions {
  now: () => number
  /** The functions as they are now: saved meanwhile, one is built anew. */
  destinations(): Destination[]
  /** @param texts - events, as JSON */
  invoke(unit: Destination, texts: string[]): Promise<Result[]>
  /** Told of an event that arrived, and when there is more to be known of it. */
  onChange(id: number): void
}

export class Deliveries {
  readonly #options: DeliveriesOptions
  readonly #entries = new Entries()
  readonly #retries: Retries

  constructor(options: DeliveriesOptions) {
    this.#options = options
    this.#retries = new Retries(options.now)
  }

  /** How many events are kept. */
  get most(): number {
    return this.#entries.most
  }

  /** The ids of those that are kept, above one. */
  after(id: number): number[] {
    return this.#entries.after(id)
  }

  row(id: number): Row | undefined {
    return this.#entries.row(id)
  }

  text(id: number): string | undefined {
    return this.#entries.text(id)
  }

  /** @throws UserError when it was never there or is forgotten */
  entry(id: number): Entry {
    const entry = this.#entries.get(id)
    if (entry) return entry
    throw new UserError('event', `There is no event ${id}.`, 'The last 10,000 events are kept.')
  }

  /** @returns at once; `done` resolves when all functions have ended */
  take(arrived: Arrived): { id: number; done: Promise<void> } {
    const units = this.#options.destinations()
    const id = this.#entries.add(arrived, units.length)
    const calls = units.map((unit, place) => {
      this.#drop(unit)
      return unit.line.add({ id, place, number: 1 })
    })
    this.#options.onChange(id)
    return { id, done: Promise.all(calls).then(() => undefined) }
  }

  /** A retry is no loss: something came of its event before. */
  #drop({ name, line }: Destination): void {
    for (const { id, number } of line.dropBefore(this.#entries.tooOld)) {
      if (number > 1) continue
      this.#entries.skip(id, name)
      this.#options.onChange(id)
    }
  }

  /** Goes through some calls of a function, whose turn it is. */
  async run(unit: Destination, calls: Delivery[]): Promise<void> {
    // Who waits in a line holds no event: it may be forgotten.
    const kept = calls.flatMap((call) => {
      const text = this.#entries.text(call.id)
      return text === undefined ? [] : [{ call, text }]
    })
    if (kept.length === 0) return
    const results = await this.#options.invoke(
      unit,
      kept.map(({ text }) => text)
    )
    for (const [index, { call }] of kept.entries()) this.#end(unit, call, results[index]!)
  }

  #end(unit: Destination, call: Delivery, result: Result): void {
    const { id, place, number } = call
    if (number > 1) result.attempt = number
    if (result.outcome === 'retried') {
      const again = () => this.#again(unit.name, { ...call, number: number + 1 })
      const retry = this.#retries.plan(`${id} ${unit.name}`, number, again)
      if (retry) result.retry = retry
    }
    this.#entries.end(id, place, result)
    this.#options.onChange(id)
  }

  #again(name: string, call: Delivery): void {
    void this.#options
      .destinations()
      .find((one) => one.name === name)
      ?.line.add(call)
  }

  /**
   * Does not wait for the time at which an event comes back to a function.
   *
   * @throws UserError when it does not come back
   */
  async retryNow(id: number, unit: Unit): Promise<void> {
    if (!this.#retries.runNow(`${id} ${unit.name}`))
      throw new UserError('event', `Event ${id} does not come back to "${unit.name}".`)
    await unit.line.settled()
  }

  /** Forgets all events, and what would have come of them. */
  clear(): void {
    this.#entries.clear()
    this.#retries.clear()
    for (const { line } of this.#options.destinations()) line.clear()
  }

  close(): void {
    this.#retries.clear()
  }
}
