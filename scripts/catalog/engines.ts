/**
 * The two engines that events go through. To start their threads takes longer than most destinations take in them, so that
 * one destination after another has the same; what the code of one leaves behind is dropped with its process or its module.
 */
import { createHost, type Host } from '../host/index.ts'
import { IsolatedReference } from '../replay/isolated-reference.ts'

export interface Engines {
  /** For compiled functions. */
  host: Host
  /** Segment's own. */
  reference: IsolatedReference
}

export class EnginePool {
  readonly #all: Engines[] = []
  readonly #free: Engines[] = []

  /** @returns what `work` makes of engines that nobody else uses meanwhile */
  async use<Result>(work: (engines: Engines) => Promise<Result>): Promise<Result> {
    const engines = this.#free.pop() ?? (await this.#start())
    try {
      return await work(engines)
    } finally {
      this.#free.push(engines)
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all.flatMap(({ host, reference }) => [host.close(), reference.stop()]))
  }

  async #start(): Promise<Engines> {
    const engines = { host: await createHost(), reference: new IsolatedReference() }
    this.#all.push(engines)
    return engines
  }
}
