/**
 * The events that wait in front of a function, which takes a few at a time. They may come faster than it works: those that
 * would be forgotten before they are done are let go of and counted, so a line is never longer than what is kept.
 */

/** What is to be done with an event. */
export interface Waiting {
  /** The id of the event. */
  id: number
}

export interface LineOptions<Call extends Waiting> {
  /** Goes through some calls in their order. */
  work(calls: Call[]): Promise<void>
  /** How many calls it takes at a time, at the moment. */
  most(): number
}

interface Held<Call> {
  call: Call
  resolve(): void
  reject(error: unknown): void
}

export class Line<Call extends Waiting> {
  readonly #options: LineOptions<Call>
  readonly #waiting: Held<Call>[] = []
  #running: Promise<void> | undefined
  #dropped = 0

  constructor(options: LineOptions<Call>) {
    this.#options = options
  }

  /** How many wait, without those whose turn it is. */
  get length(): number {
    return this.#waiting.length
  }

  /** How many were let go of before their turn. */
  get dropped(): number {
    return this.#dropped
  }

  /** @returns resolves when the work is done, or was dropped; rejects as the work does */
  add(call: Call): Promise<void> {
    const ended = new Promise<void>((resolve, reject) => this.#waiting.push({ call, resolve, reject }))
    this.#running ??= this.#run().finally(() => (this.#running = undefined))
    return ended
  }

  /**
   * Lets go of what stands in front and is older.
   *
   * @returns what was let go of
   */
  dropBefore(id: number): Call[] {
    const kept = this.#waiting.findIndex(({ call }) => call.id >= id)
    const dropped = this.#waiting.splice(0, kept === -1 ? this.#waiting.length : kept)
    this.#dropped += dropped.length
    for (const { resolve } of dropped) resolve()
    return dropped.map(({ call }) => call)
  }

  /** Begins anew: nothing waits, and nothing was dropped. */
  clear(): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve()
    this.#dropped = 0
  }

  /** Resolves when nothing waits. */
  async settled(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    // Whoever adds several adds them before the first begins.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const taken = this.#waiting.splice(0, this.#options.most())
      try {
        await this.#options.work(taken.map(({ call }) => call))
        for (const { resolve } of taken) resolve()
      } catch (error) {
        for (const { reject } of taken) reject(error)
      }
    }
  }
}
