/**
 * One machine's share of a backfill on a queue: takes calls, makes them, and tells the ledger how each event ended. A machine
 * that dies lets its calls stall; the others take them over.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { RateLimitError, Worker, type Job } from 'bullmq'
import type { Redis } from 'ioredis'
import type { PlainFetch } from '../../host/fetch.ts'
import { createProcess, type FunctionProcess } from '../../host/process.ts'
import { asksToWait, type Answer } from '../backfill/index.ts'
import { askedWait, firstPauseMs, mostFailures } from '../backfill/pace.ts'
import { sendEvents } from '../backfill/send.ts'
import type { Ledger } from './ledger.ts'
import { queueName, type Call, type CallQueue } from './queue.ts'
import { keyPrefix } from './redis.ts'

/** A machine says every 3 s that it is still at its calls; one that has not for 6 s is no more. */
const lockMs = 6_000
const stalledMs = 3_000

/** A call whose machine dies each time may be what kills it. */
const mostStalls = 5

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
  signal?: AbortSignal | undefined
  onProgress?: ((done: number) => void) | undefined
}

/** @returns how many events ended here, when the queue is empty and its files are read, or the signal came */
export async function workOnQueue(options: WorkOptions): Promise<number> {
  const { redis, id, queue, ledger, concurrency, signal } = options
  const idle = Array.from({ length: concurrency }, () => openCaller(options))
  let done = 0
  let failures = 0

  async function take(job: Job<Call>): Promise<void> {
    const caller = idle.pop()!
    try {
      const left = await caller.call(job.data.items)
      done += job.data.items.length - left.length
      options.onProgress?.(done)
      failures = left.length > 0 ? failures + 1 : 0
      if (left.length === 0) return
      // Those of a batch that ended are not sent again.
      await job.updateData({ items: left })
      const waitMs = caller.askedMs() ?? (failures >= mostFailures ? firstPauseMs : undefined)
      if (waitMs !== undefined) await queue.rateLimit(Math.max(1, waitMs))
      // Then all machines wait, and the call does not count as a try.
      if (caller.askedMs() !== undefined) throw new RateLimitError()
      throw new Error(caller.reason())
    } finally {
      idle.push(caller)
    }
  }

  // It waits for calls on a connection of its own.
  const connection = redis.duplicate()
  connection.on('error', () => undefined)
  const worker = new Worker<Call>(queueName(id), take, {
    connection,
    prefix: keyPrefix,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: stalledMs,
    maxStalledCount: mostStalls
  })
  // That Redis is away is told once, by the connection that all share.
  worker.on('error', () => undefined)
  try {
    while (!signal?.aborted && !(await isDone(queue, ledger))) await sleep(500)
  } finally {
    await worker.close()
    connection.disconnect()
  }
  return done
}

async function isDone(queue: CallQueue, ledger: Ledger): Promise<boolean> {
  const { isComplete } = await ledger.progress()
  if (!isComplete) return false
  const counts = await queue.getJobCounts('wait', 'active', 'delayed')
  return Object.values(counts).every((count) => count === 0)
}

/** A process of the function that makes one call after the other. */
function openCaller({ code, settings, isBatch, fetch, ledger }: WorkOptions) {
  let askedMs: number | undefined
  let reason = ''
  const process: FunctionProcess = createProcess({
    code,
    fetch: async (input, init) => {
      const answer = (await fetch(input, init)) as Answer
      if (asksToWait(answer)) askedMs = askedWait(answer.headers.get('retry-after'), Date.now())
      return answer
    }
  })
  return {
    /** What the vendor asked for in the last call. */
    askedMs: () => askedMs,
    /** Why the last call is to be made again. */
    reason: () => reason,
    /** @returns the events that are to be sent again */
    async call(items: Call['items']): Promise<Call['items']> {
      askedMs = undefined
      const known = await Promise.all(items.map(({ index }) => ledger.hasEnded(index)))
      const open = items.filter((_, place) => !known[place])
      if (open.length === 0) return []
      const events = open.map(({ event }) => event)
      const fates = await sendEvents(process, events, { settings, isBatch })
      const left: Call['items'] = []
      for (const [place, fate] of fates.entries()) {
        if (fate.outcome !== 'retried') await ledger.end(open[place]!.index, fate.outcome, fate.reason)
        else {
          left.push(open[place]!)
          reason = fate.reason ?? 'it is to be tried again'
        }
      }
      return left
    }
  }
}
