/**
 * What all machines know of a backfill on a queue, in Redis beside the queue itself: what it is about, how far the files
 * were read, and bits an event for how it stands, so that no end is counted twice, whoever was killed when.
 */
import type { Redis } from 'ioredis'
import { UserError } from '../../shared/errors.ts'
import type { Ended, Fate } from '../backfill/journal.ts'
import type { Repeats } from '../backfill/repeats.ts'
import { keyOf, keyPrefix } from './redis.ts'

/** What a queue belongs to. */
export interface QueueIdentity {
  function: string
  /** Of the compiled function: `sha256:…`. */
  source: string
  files: { name: string; bytes: number }[]
  repeats: Repeats
}

export interface Progress {
  /** Events that were taken from the files so far. */
  read: number
  /** Whether the files were read to their end. */
  isComplete: boolean
}

export interface Ledger {
  identity(): Promise<QueueIdentity | undefined>
  /** @returns what was read before. @throws {@link UserError} when the queue is about something else */
  begin(identity: QueueIdentity): Promise<Progress>
  progress(): Promise<Progress>
  advance(progress: Progress): Promise<void>
  /** Requests a second; undefined without a limit. */
  rate(): Promise<number | undefined>
  setRate(perSecond: number | undefined): Promise<void>
  /** Whether events were delivered or discarded. */
  areDone(indices: number[]): Promise<boolean[]>
  /** @param reason - why, for discarded */
  write(index: number, fate: Fate, reason?: string): Promise<void>
  /** What failed is to be tried again. */
  forgetFailed(): Promise<void>
  /** `uncertain` are those that a machine was stopped at. */
  counts(): Promise<Record<Ended | 'uncertain', number>>
  /** Of the discarded ones: how many by the name of the error. */
  reasons(): Promise<Record<string, number>>
}

const queuesKey = `${keyPrefix}:backfills`

/** The ids of all backfills that this Redis knows. */
export const listQueues = (redis: Redis): Promise<string[]> => redis.smembers(queuesKey)

export function openLedger(redis: Redis, id: string): Ledger {
  const key = (name: string) => keyOf(id, name)
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
    async rate() {
      const perSecond = await redis.get(key('rate'))
      return perSecond === null ? undefined : Number(perSecond)
    },
    async setRate(perSecond) {
      await (perSecond === undefined ? redis.del(key('rate')) : redis.set(key('rate'), perSecond))
    },
    areDone: (indices) =>
      Promise.all(
        indices.map(async (index) => {
          const bits = await Promise.all([
            redis.getbit(key('delivered'), index),
            redis.getbit(key('discarded'), index)
          ])
          return bits.includes(1)
        })
      ),
    async write(index, fate, reason = '') {
      switch (fate) {
        case 'started':
          // Another machine began with it, and did not say how it ended.
          if ((await redis.setbit(key('started'), index, 1)) === 1)
            await redis.setbit(key('uncertain'), index, 1)
          return
        case 'waiting':
          await redis.setbit(key('started'), index, 0)
          return
        case 'delivered':
        case 'discarded':
        case 'failed': {
          const change = redis.multi().setbit(key('started'), index, 0).setbit(key('failed'), index, 0)
          const results = await change.setbit(key(fate), index, 1).exec()
          const isNew = results?.at(-1)?.[1] === 0
          if (fate === 'discarded' && isNew) await redis.hincrby(key('reasons'), reason.split(':')[0]!, 1)
        }
      }
    },
    async forgetFailed() {
      await redis.del(key('failed'))
    },
    async counts() {
      const count = (name: string) => redis.bitcount(key(name))
      return {
        delivered: await count('delivered'),
        discarded: await count('discarded'),
        failed: await count('failed'),
        uncertain: await count('uncertain')
      }
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
