/** One machine's share of a backfill on a queue: makes calls as a backfill of files does, at a pace that all machines share. */
import type { Clock } from '../../host/clock.ts'
import type { PlainFetch } from '../../host/fetch.ts'
import { dispatch } from '../backfill/dispatch.ts'
import { heed, type Answer } from '../backfill/index.ts'
import { createPace } from '../backfill/pace.ts'
import { limitsOf, openCallers } from '../backfill/send.ts'
import { openJobs, type Opened } from './jobs.ts'
import { paceInRedis } from './pace.ts'

export interface WorkOptions extends Opened {
  code: string
  settings: Record<string, unknown>
  isBatch: boolean
  concurrency: number
  /** What answers the function's requests. */
  fetch: PlainFetch
  /** What retries and the function's own time follow. */
  clock: Clock
  signal?: AbortSignal | undefined
  /** Told when the queue is paused. */
  onState: (text: string) => void
  onProgress?: ((done: number) => void) | undefined
}

/** @returns how many events ended here, when the queue is empty and its files are read, or the signal came */
export async function workOnQueue(options: WorkOptions): Promise<number> {
  const { redis, id, ledger, code, settings, isBatch, concurrency, fetch, clock, signal } = options
  const pace = createPace(clock, await ledger.rate(), paceInRedis(redis, id))
  const jobs = await openJobs(options, options.onState)
  let done = 0
  try {
    await dispatch({
      source: jobs.take(),
      write: jobs.write,
      callers: openCallers({
        ...{ code, settings, isBatch, clock, concurrency },
        fetch: async (input, init) => heed(pace, (await fetch(input, init)) as Answer)
      }),
      limits: limitsOf(isBatch),
      ...{ pace, clock, signal },
      onProgress: (ended) => {
        done = ended
        options.onProgress?.(ended)
      }
    })
  } finally {
    await jobs.close()
  }
  return done
}
