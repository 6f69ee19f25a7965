/**
 * Where fixtures run: in a host and in the reference engine, each in threads of its own. A thread takes the next fixture when
 * it is done with one, and neither engine waits for the other.
 */
import { availableParallelism } from 'node:os'
import { createHost, type Host } from '../host/index.ts'
import { IsolatedReference } from './isolated-reference.ts'

/** A lane is a thread of each engine, and the compiler is one more: with more of them than cores they only wait. */
const mostLanes = Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)))

/** So many fixtures are worth the start of one more lane. */
const fixturesPerLane = 20

/** What is done with a job in each engine. */
export interface Work<Job> {
  host(host: Host, job: Job): Promise<void>
  reference(reference: IsolatedReference, job: Job): Promise<void>
}

export class Lanes {
  readonly #hosts: Promise<Host>[] = []
  readonly #references: Promise<IsolatedReference>[] = []

  /** Starts a lane while everything else is still read. */
  start(): void {
    if (this.#hosts.length === 0) this.#open()
  }

  /**
   * @param jobs - what to do, in this order; several at the same time
   * @throws what the work of the first job that failed threw; what is under way then is awaited, the rest not begun
   */
  async run<Job>(jobs: Job[], work: Work<Job>): Promise<void> {
    const count = Math.max(1, Math.min(mostLanes, Math.floor(jobs.length / fixturesPerLane)))
    while (this.#hosts.length < count) this.#open()
    let hasFailed = false
    const share = <Engine>(
      engines: Promise<Engine>[],
      run: (engine: Engine, job: Job) => Promise<void>
    ): Promise<void>[] => {
      const queue = [...jobs]
      return engines.map(async (opening) => {
        const engine = await opening
        for (let job = queue.shift(); job !== undefined && !hasFailed; job = queue.shift())
          await run(engine, job).catch((error: unknown) => {
            hasFailed = true
            throw error
          })
      })
    }
    const ends = await Promise.allSettled([
      ...share(this.#hosts, work.host),
      ...share(this.#references, work.reference)
    ])
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  async close(): Promise<void> {
    await Promise.all([
      ...this.#hosts.map(async (host) => (await host).close()),
      ...this.#references.map(async (reference) => (await reference).stop())
    ])
  }

  #open(): void {
    const host = createHost()
    const reference = openReference()
    // Whoever waits for them is told.
    for (const opening of [host, reference]) opening.catch(() => undefined)
    this.#hosts.push(host)
    this.#references.push(reference)
  }
}

async function openReference(): Promise<IsolatedReference> {
  const reference = new IsolatedReference()
  await reference.ready()
  return reference
}
