/** One machine's share of a backfill on a queue: makes calls as a backfill of files does, at a pace that all machines share. */
import type { Redis } from 'ioredis'
import type { Clock } from '../../host/clock.ts'
import type { PlainFetch } from '../../host/fetch.ts'
import { dispatch } from '../backfill/dispatch.ts'
import { heed, type Answer } from '../backfill/index.ts'
import { createPace } from '../backfill/pace.ts'
import { limitsOf, openCallers } from '../backfill/send.ts'
import { openJobs } from './jobs.ts'
import type { Ledger } from './ledger.ts'
import { paceInRedis } from './pace.ts'
import type { CallQueue } from './queue.ts'

export interface WorkOptions {
  redis: Redis
  id: string
  queue: CallQueue
  ledger: Ledger
  code: string
  settings: Record<string, unknown>
  isBatch: boolean
  concurrency: number
  /** What answers the function's requests. */
  fetch: PlainFetch
  /** What retries and the function's own time follow. */
  clock: Clock
  signal?: AbortSignal | undefined
  onProgress?: ((done: number) => void) | undefined
}

/** @returns how many events ended here, when the queue is empty and its files are read, or the signal came */
export async function workOnQueue(options: WorkOptions): Promise<number> {
  const { redis, id, queue, ledger, code, settings, isBatch, concurrency, fetch, clock, signal } = options
  const pace = createPace(clock, await ledger.rate(), paceInRedis(redis, id))
  const jobs = await openJobs(redis, id, queue, ledger)
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
