/**
 * Lanes side by side in threads. Blocks go to the lanes in turn and results are added up in the order of the blocks. There
 * are always as many lanes, so that what a function remembers of earlier events is the same whatever the number of threads,
 * which changes nothing but the time it takes. An event that never ends, or that ends its thread, costs that event: the
 * thread is replaced, and goes through the block again without that call.
 */
import type { Worker } from 'node:worker_threads'
import { defaultLimitMs } from '../host/process.ts'
import { startWorker } from '../host/worker-bundle.ts'
import type { Block } from './blocks.ts'
import { addTally, emptyTally, type LaneSetup, type LostCall, type Tally } from './lane.ts'

export interface LanesOptions {
  setup: Omit<LaneSetup, 'calls'>
  blocks: AsyncIterable<Block>
  /** How many threads; no more than there are lanes. */
  threads: number
  /** After so many ms a call that holds its thread up is stopped, as in Segment. */
  limitMs?: number
  onTally?: (total: Tally) => void
}

export interface LaneTask {
  /** Which of the lanes. */
  lane: number
  block: Block
  lost: LostCall[]
}

/** Shared evenly among as many threads as most machines have cores. */
const laneCount = 12

/** So many blocks wait for each thread, so that none waits for the reader. */
const mostWaiting = 2

/** Events live for a moment: with more room for what is new, threads grow and are hardly faster. */
const memory = { maxYoungGenerationSizeMb: 12 }

/** A thread is looked at so many times before its call counts as stuck: one look says nothing on a machine that slept. */
const looks = 10

export async function runLanes({ blocks, threads, onTally, ...options }: LanesOptions): Promise<Tally> {
  const count = Math.min(threads, laneCount)
  const opened = await Promise.all(Array.from({ length: count }, () => openThread(options)))
  const total = emptyTally()
  const done = new Map<number, Tally>()
  let next = 0
  const settle = (index: number, tally: Tally) => {
    done.set(index, tally)
    for (let ready = done.get(next); ready; ready = done.get(next)) {
      addTally(total, ready)
      done.delete(next)
      next += 1
    }
    onTally?.(total)
  }
  const running: Promise<void>[] = []
  let index = 0
  try {
    for await (const block of blocks) {
      const at = index++
      const lane = at % laneCount
      const run = opened[lane % count]!.take(lane, block).then((tally) => settle(at, tally))
      // Thrown where its turn comes.
      run.catch(() => undefined)
      running.push(run)
      // The block whose turn it is comes back first, or nearly so.
      if (running.length >= count * mostWaiting) await running.shift()
    }
    await Promise.all(running)
    return total
  } finally {
    await Promise.all(opened.map((thread) => thread.close()))
  }
}

interface LaneThread {
  take(lane: number, block: Block): Promise<Tally>
  close(): Promise<unknown>
}

/** A thread that is replaced when a call ends it. */
async function openThread({
  setup,
  limitMs = defaultLimitMs
}: Pick<LanesOptions, 'setup' | 'limitMs'>): Promise<LaneThread> {
  const calls = new Int32Array(new SharedArrayBuffer(4))
  const start = async () => {
    const data: LaneSetup = { ...setup, calls }
    const worker = await startWorker(new URL('lane-worker.ts', import.meta.url), data, memory)
    // Whoever asks listens, too; what comes when nobody does must not end the process.
    return worker.on('error', () => undefined)
  }
  let worker = await start()
  let last: Promise<unknown> = Promise.resolve()

  async function run(lane: number, block: Block): Promise<Tally> {
    const lost: LostCall[] = []
    for (;;) {
      Atomics.store(calls, 0, noCall)
      const { tally, error, cause } = await ask(worker, { lane, block, lost }, calls, limitMs)
      if (tally) return tally
      const call = Atomics.load(calls, 0)
      if (call === noCall || lost.some((known) => known.call === call))
        throw new Error('a lane ended, and no call of the function did it', { cause })
      lost.push({ call, error })
      await worker.terminate()
      worker = await start()
    }
  }

  return {
    take(lane, block) {
      const tally = last.then(() => run(lane, block))
      last = tally.catch(() => undefined)
      return tally
    },
    close: () => worker.terminate()
  }
}

const noCall = -1

/** What became of a block, or how the call that was under way ended the thread. */
type Answer =
  | { tally: Tally; error?: never; cause?: never }
  | { tally?: never; error: LostCall['error']; cause?: unknown }

function ask(worker: Worker, task: LaneTask, calls: Int32Array, limitMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onMessage = (heard: Tally | Error) => {
      if (heard instanceof Error) reject(heard)
      else end({ tally: heard })
    }
    const onLoss = (cause: unknown) => end({ error: 'ProcessLost', cause })
    const end = (answer: Answer) => {
      clearInterval(watch)
      worker.off('message', onMessage).off('error', onLoss).off('exit', onLoss)
      resolve(answer)
    }
    worker.on('message', onMessage).on('error', onLoss).on('exit', onLoss)
    let seen = noCall
    let sameLooks = 0
    const watch = setInterval(() => {
      const call = Atomics.load(calls, 0)
      sameLooks = call === seen && call !== noCall ? sameLooks + 1 : 0
      seen = call
      if (sameLooks === looks) end({ error: 'Timeout' })
    }, limitMs / looks)
    worker.postMessage(task)
  })
}
