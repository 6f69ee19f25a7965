/**
 * Lanes side by side: each block goes to the next lane that is free, and results are added up in the order of the blocks,
 * so the number of lanes changes nothing but the time it takes.
 */
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import type { Block } from './blocks.ts'
import { addTally, emptyTally, type LaneSetup, type Tally } from './lane.ts'

export interface LanesOptions {
  setup: LaneSetup
  blocks: AsyncIterable<Block>
  /** How many threads. */
  lanes: number
  onTally?: (total: Tally) => void
}

export async function runLanes({ setup, blocks, lanes, onTally }: LanesOptions): Promise<Tally> {
  const code = await bundleLane()
  const workers = Array.from(
    { length: lanes },
    () => new Worker(code, { eval: true, workerData: setup, env: {}, execArgv: [] })
  )
  const total = emptyTally()
  const free = [...workers]
  const running = new Set<Promise<void>>()
  const done = new Map<number, Tally>()
  let next = 0
  let index = 0
  const settle = (at: number, tally: Tally) => {
    done.set(at, tally)
    for (let ready = done.get(next); ready; ready = done.get(next)) {
      addTally(total, ready)
      done.delete(next)
      next += 1
    }
    onTally?.(total)
  }
  try {
    for await (const block of blocks) {
      const worker = free.pop()!
      const at = index++
      const run = ask(worker, block).then((tally) => {
        free.push(worker)
        running.delete(run)
        settle(at, tally)
      })
      running.add(run)
      if (free.length === 0) await Promise.race(running)
    }
    await Promise.all(running)
    return total
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

function ask(worker: Worker, block: Block): Promise<Tally> {
  return new Promise((resolve, reject) => {
    worker.once('message', (tally: Tally) => {
      worker.off('error', reject)
      resolve(tally)
    })
    worker.once('error', reject)
    worker.postMessage(block)
  })
}

async function bundleLane(): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL('lane-worker.ts', import.meta.url))],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    define: { 'import.meta.url': 'hostUrl' },
    write: false,
    logLevel: 'silent'
  })
  const url = JSON.stringify(import.meta.url)
  return `(function (require, hostUrl) {${result.outputFiles[0]!.text}})(require('node:module').createRequire(${url}), ${url})`
}
