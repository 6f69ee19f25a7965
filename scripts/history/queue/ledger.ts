/**
 * What all machines know of a backfill on a queue, in Redis beside the queue itself: what it is about, how far the files
 * were read, and a bit an event for how it ended, so that no end is counted twice, whoever was killed when.
 */
import type { Redis } from 'ioredis'
import { UserError } from '../../shared/errors.ts'
import { keyPrefix } from './redis.ts'

/** What a queue belongs to. */
export interface QueueIdentity {
  function: string
  /** Of the compiled function: `sha256:…`. */
  source: string
  files: { name: string; bytes: number }[]
}

export interface Progress {
  /** Events that were taken from the files so far. */
  read: number
  /** Whether the files were read to their end. */
  isComplete: boolean
}

export type Ended = 'delivered' | 'discarded'

export interface Ledger {
  identity(): Promise<QueueIdentity | undefined>
  /** @returns what was read before. @throws {@link UserError} when the queue is about something else */
  begin(identity: QueueIdentity): Promise<Progress>
  progress(): Promise<Progress>
  advance(progress: Progress): Promise<void>
  hasEnded(index: number): Promise<boolean>
  end(index: number, ended: Ended, reason?: string): Promise<void>
  counts(): Promise<Record<Ended, number>>
  /** Of the discarded ones: how many by the name of the error. */
  reasons(): Promise<Record<string, number>>
}

const queuesKey = `${keyPrefix}:backfills`

/** The ids of all backfills that this Redis knows. */
export const listQueues = (redis: Redis): Promise<string[]> => redis.smembers(queuesKey)

export function openLedger(redis: Redis, id: string): Ledger {
  const key = (name: string) => `${keyPrefix}:backfill:${id}:${name}`
  const ledger: Ledger = {
    async identity() {
      const text = await redis.get(key('identity'))
      return text === null ? undefined : (JSON.parse(text) as QueueIdentity)
    },
    async begin(identity) {
      await redis.set(key('identity'), JSON.stringify(identity), 'NX')
      await redis.sadd(queuesKey, id)
      checkIdentity(id, (await ledger.identity())!, identity)
      return ledger.progress()
    },
    async progress() {
      const { read = '0', complete } = await redis.hgetall(key('progress'))
      return { read: Number(read), isComplete: complete === '1' }
    },
    async advance({ read, isComplete }) {
      await redis.hset(key('progress'), { read, complete: Number(isComplete) })
    },
    async hasEnded(index) {
      const bits = await Promise.all([
        redis.getbit(key('delivered'), index),
        redis.getbit(key('discarded'), index)
      ])
      return bits.includes(1)
    },
    async end(index, ended, reason = '') {
      const wasKnown = await redis.setbit(key(ended), index, 1)
      if (ended === 'discarded' && wasKnown === 0)
        await redis.hincrby(key('reasons'), reason.split(':')[0]!, 1)
    },
    async counts() {
      const [delivered, discarded] = await Promise.all([
        redis.bitcount(key('delivered')),
        redis.bitcount(key('discarded'))
      ])
      return { delivered, discarded }
    },
    async reasons() {
      const reasons = await redis.hgetall(key('reasons'))
      return Object.fromEntries(Object.entries(reasons).map(([name, count]) => [name, Number(count)]))
    }
  }
  return ledger
}

function checkIdentity(id: string, known: QueueIdentity, identity: QueueIdentity): void {
  const other =
    known.function !== identity.function
      ? `the function ${known.function}`
      : known.source !== identity.source
        ? `another version of ${known.function} (${known.source.slice(0, 19)}…)`
        : JSON.stringify(known.files) !== JSON.stringify(identity.files)
          ? 'other files, or of these before they changed'
          : undefined
  if (other)
    throw new UserError(
      'usage',
      `The queue ${id} is that of ${other}.`,
      'Give this run an --id of its own, or let the queue end with the version that began it.'
    )
}
