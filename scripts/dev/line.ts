/**
 * The events that wait in front of a function, which takes one at a time. They may come faster than it works: what was
 * forgotten meanwhile need not be done, so a line is never longer than what is kept; but it is counted.
 */

interface Waiting {
  /** The id of the event. */
  event: number
  work(): Promise<void>
  resolve(): void
  reject(error: unknown): void
}

export class Line {
  readonly #waiting: Waiting[] = []
  #running: Promise<void> | undefined
  #dropped = 0

  /** How many wait, without the one whose turn it is. */
  get length(): number {
    return this.#waiting.length
  }

  /** How many were let go of before their turn. */
  get dropped(): number {
    return this.#dropped
  }

  /** @returns resolves when the work is done, or was dropped; rejects as the work does */
  add(event: number, work: () => Promise<void>): Promise<void> {
    const ended = new Promise<void>((resolve, reject) => this.#waiting.push({ event, work, resolve, reject }))
    this.#running ??= this.#run().finally(() => (this.#running = undefined))
    return ended
  }

  /** Lets go of what stands in front and is older. */
  dropBefore(event: number): void {
    while (this.#waiting.length > 0 && this.#waiting[0]!.event < event) {
      this.#waiting.shift()!.resolve()
      this.#dropped += 1
    }
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
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift())
      await next.work().then(next.resolve, next.reject)
  }
}
