/**
 * One machine's hand on the queue: takes jobs, tells Redis that it is still at them, and ends a job when all of its events
 * have ended. Events that are to be tried again stay with the machine, whose processes know what of them has succeeded; when
 * it dies, BullMQ gives its jobs to the others.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker, type Job } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Taken } from '../backfill/dispatch.ts'
import { hasEnded, type Fate } from '../backfill/journal.ts'
import type { Ledger } from './ledger.ts'
import { queueName, type Call, type CallQueue } from './queue.ts'
import { keyPrefix } from './redis.ts'

/** A machine says every 2 s that it is still at its jobs; one that has not for 6 s is no more. */
const lockMs = 6_000
const renewMs = 2_000
const stalledMs = 3_000

/** A call whose machine dies each time may be what kills it. */
const mostStalls = 5

/** How often the queue is asked while nothing is on it. */
const idleMs = 100

interface Claim {
  job: Job<Call>
  token: string
  /** Events that have not ended. */
  open: Map<number, Call['items'][number]>
  failed: Call['items']
  reason: string
}

/** A backfill on a queue, as all of its commands see it. */
export interface Opened {
  redis: Redis
  id: string
  queue: CallQueue
  ledger: Ledger
}

export interface JobEvent {
  claim: Claim
  index: number
}

export interface Jobs {
  /** Ends when the queue is empty and its files are read. */
  take(): AsyncGenerator<Taken<JobEvent>[], void, void>
  write(where: JobEvent, fate: Fate, detail?: string): Promise<void>
  /** Gives back what has not ended. */
  close(): Promise<void>
}

/** @param onState - told when the queue is paused, which others may have done */
export async function openJobs(
  { redis, id, queue, ledger }: Opened,
  onState: (text: string) => void
): Promise<Jobs> {
  const connection = redis.duplicate()
  connection.on('error', () => undefined)
  const worker = new Worker<Call>(queueName(id), null, {
    connection,
    prefix: keyPrefix,
    autorun: false,
    lockDuration: lockMs,
    stalledInterval: stalledMs,
    maxStalledCount: mostStalls
  })
  // That Redis is away is told once, by the connection that all share.
  worker.on('error', () => undefined)
  await worker.startStalledCheckTimer()
  const claims = new Set<Claim>()
  const renewing = setInterval(() => {
    for (const { job, token } of claims) void ifOurs(job.extendLock(token, lockMs))
  }, renewMs)

  /** @returns what of a job is to be sent; nothing when all has ended */
  async function claim(job: Job<Call>, token: string): Promise<Taken<JobEvent>[]> {
    const { items } = job.data
    const done = await ledger.areDone(items.map(({ index }) => index))
    const left = items.filter((_, place) => !done[place])
    const claim: Claim = {
      ...{ job, token, failed: [], reason: '' },
      open: new Map(left.map((item) => [item.index, item]))
    }
    claims.add(claim)
    if (left.length === 0) await end(claim)
    // Its machines died so often that BullMQ calls it failed.
    else if (job.deferredFailure)
      for (const { index } of left) await write({ claim, index }, 'failed', job.deferredFailure)
    else return left.map(({ index, event }) => ({ where: { claim, index }, event, bytes: 0 }))
    return []
  }

  async function write({ claim, index }: JobEvent, fate: Fate, detail?: string): Promise<void> {
    await ledger.write(index, fate, detail)
    if (!hasEnded(fate)) return
    if (fate === 'failed') {
      claim.failed.push(claim.open.get(index)!)
      claim.reason = detail ?? 'it failed after all tries'
    }
    claim.open.delete(index)
    if (claim.open.size === 0) await end(claim)
  }

  /** A job that failed keeps the events that did. */
  async function end(claim: Claim): Promise<void> {
    const { job, token, failed, reason } = claim
    claims.delete(claim)
    if (failed.length === 0) return ifOurs(job.moveToCompleted(undefined, token, false))
    await ifOurs(job.updateData({ items: failed }))
    await ifOurs(job.moveToFailed(new Error(reason), token, false))
  }

  return {
    write,
    async *take() {
      let wasPaused = false
      for (let number = 0; ; number++) {
        const token = `${worker.id}:${randomUUID()}:${number}`
        const job = await worker.getNextJob(token, { block: false })
        if (job) yield await claim(job as Job<Call>, token)
        else if (await isDone(queue, ledger)) return
        else {
          const isPaused = await queue.isPaused()
          if (isPaused && !wasPaused) onState(`${id} is paused: waiting until it is resumed.\n`)
          wasPaused = isPaused
          await sleep(idleMs)
          yield []
        }
      }
    },
    async close() {
      clearInterval(renewing)
      for (const { job, token, open, failed } of claims) {
        await ifOurs(job.updateData({ items: [...open.values(), ...failed] }))
        await ifOurs(job.moveToWait(token))
      }
      await worker.close()
      connection.disconnect()
    }
  }
}

/** A machine that was away for longer than {@link lockMs} has lost its jobs to others, which end them. */
async function ifOurs(change: Promise<unknown>): Promise<void> {
  try {
    await change
  } catch (error) {
    // BullMQ numbers what keeps it from changing a job: it is gone, or no longer locked by us, or elsewhere.
    if (typeof (error as { code?: unknown }).code !== 'number') throw error
  }
}

async function isDone(queue: CallQueue, ledger: Ledger): Promise<boolean> {
  const { isComplete } = await ledger.progress()
  if (!isComplete) return false
  const counts = await queue.getJobCounts('wait', 'active')
  return Object.values(counts).every((count) => count === 0)
}
