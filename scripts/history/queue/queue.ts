/** The queue of a backfill in BullMQ, as the one who fills it and those who work on it see it. */
import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { RateLimit } from '../../runtime/author/types.ts'
import { firstRetryMs, mostAttempts } from '../backfill/send.ts'
import { keyPrefix } from './redis.ts'

/** One call of the function: an event, or those of a batch. */
export interface Call {
  items: { index: number; event: Record<string, unknown> }[]
}

export type CallQueue = Queue<Call>

export const queueName = (id: string): string => `backfill-${id}`

export const openQueue = (redis: Redis, id: string): CallQueue =>
  new Queue<Call>(queueName(id), {
    connection: redis,
    prefix: keyPrefix,
    defaultJobOptions: {
      attempts: mostAttempts,
      backoff: { type: 'exponential', delay: firstRetryMs },
      removeOnComplete: true,
      // What failed stays, so that it can be tried again.
      removeOnFail: false
    }
  })

/** Of a vendor whose limit nobody knows: none, but BullMQ looks for a pause only where there is one. */
const noLimit = { calls: 1_000_000, ms: 1_000 }

/**
 * The pace of all machines together. A call counts once, also when it makes several requests.
 *
 * @param rate - calls a second, or the vendor's known limit
 */
export async function setPace(queue: CallQueue, rate: number | RateLimit | undefined): Promise<void> {
  const perSecond = typeof rate === 'object' ? rate.requests / rate.seconds : rate
  const calls = perSecond === undefined ? noLimit.calls : Math.max(1, Math.round(perSecond))
  const ms = perSecond === undefined ? noLimit.ms : (1_000 * calls) / perSecond
  await queue.setGlobalRateLimit(calls, Math.round(ms))
}
