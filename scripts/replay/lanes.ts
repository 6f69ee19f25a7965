/**
 * Where fixtures run: each lane has a host and a reference engine, in threads of their own, and takes the next fixture
 * when it is done with one.
 */
import { availableParallelism } from 'node:os'
import { createHost, type Host } from '../host/index.ts'
import { IsolatedReference } from './isolated-reference.ts'

export interface Lane {
  host: Host
  reference: IsolatedReference
}

/** A lane is two threads, and the compiler is a third: more of them than cores only wait for each other. */
const mostLanes = Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)))

/** So many fixtures are worth the start of one more lane. */
const fixturesPerLane = 20

export class Lanes {
  readonly #lanes: Promise<Lane>[] = []

  /** Starts a lane while the first function is still compiled. */
  start(): void {
    if (this.#lanes.length === 0) this.#open()
  }

  /**
   * @param jobs - what to do, in this order; several at the same time
   * @throws what the work of the first job that failed threw; what is under way then is awaited, the rest not begun
   */
  async run<Job>(jobs: Job[], work: (lane: Lane, job: Job) => Promise<void>): Promise<void> {
    const count = Math.max(1, Math.min(mostLanes, Math.floor(jobs.length / fixturesPerLane)))
    while (this.#lanes.length < count) this.#open()
    const queue = [...jobs]
    const ends = await Promise.allSettled(
      this.#lanes.map(async (opening) => {
        const lane = await opening
        for (let job = queue.shift(); job !== undefined; job = queue.shift())
          await work(lane, job).catch((error: unknown) => {
            queue.length = 0
            throw error
          })
      })
    )
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#lanes.map(async (opening) => {
        const { host, reference } = await opening
        await Promise.all([host.close(), reference.stop()])
      })
    )
  }

  #open(): void {
    const opening = openLane()
    // Whoever waits for the lane is told.
    opening.catch(() => undefined)
    this.#lanes.push(opening)
  }
}

async function openLane(): Promise<Lane> {
  const reference = new IsolatedReference()
  const [host] = await Promise.all([createHost(), reference.ready()])
  return { host, reference }
}
