/**
 * The pace of all machines together, kept in Redis. BullMQ has a limit of its own (`setGlobalRateLimit`), but that counts
 * jobs when they are taken: an event that makes no request would wait for it, and one that makes three would pass as one.
 */
import type { Redis } from 'ioredis'
import type { PaceKeeper } from '../backfill/pace.ts'
import { freshPace, type PaceState } from '../backfill/pace-rules.ts'
import { keyOf } from './redis.ts'

/** Nobody tells a machine what another one changed. */
const longestLookMs = 1_000

/** Writes a state unless another machine has written meanwhile. */
const compareAndSet = `
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1`

export function paceInRedis(redis: Redis, id: string): PaceKeeper {
  const key = keyOf(id, 'pace')
  return {
    longestLookMs,
    async change(by) {
      for (;;) {
        // The clocks of machines differ; that of Redis counts.
        const [text, time] = await Promise.all([redis.get(key), redis.time()])
        const before = text === null ? freshPace : (JSON.parse(text) as PaceState)
        const after = by(before, Number(time[0]) * 1_000 + Number(time[1]) / 1_000)
        if (after === before) return before
        if ((await redis.eval(compareAndSet, 1, key, text ?? '', JSON.stringify(after))) === 1) return after
      }
    }
  }
}
