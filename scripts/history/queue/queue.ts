/** The queue of a backfill in BullMQ, as the one who fills it and those who work on it see it. */
import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
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
      removeOnComplete: true,
      // What failed stays, so that it can be tried again.
      removeOnFail: false
    }
  })
