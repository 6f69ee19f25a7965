/**
 * The local copy of Segment's Functions host: runs a compiled function as Segment does, in a worker thread that is killed
 * when the function does not end.
 *
 *     const host = await createHost({ code })
 *     const invocation = await host.invoke(event, settings, { kind: 'exchanges', exchanges })
 *     await host.close()
 */
import type { Worker } from 'node:worker_threads'
import { UserError } from '../shared/errors.ts'
import type { UserErrorCode } from '../shared/errors.ts'
import { classifyTimeout, isTimeout } from './classify.ts'
import type { RecordedRequest } from './exchange.ts'
import { defaultLimitMs } from './process.ts'
import type { Invocation, Network } from './types.ts'
import { startWorker } from './worker-bundle.ts'
import type { InvokeMessage, WorkerMessage } from './worker-messages.ts'

export { outcomeOfStatus } from './batch.ts'
export { compareRequest } from './match.ts'
export type { Difference } from './match.ts'
export type * from './exchange.ts'
export type * from './types.ts'

/** How long a worker may stay silent after the limit, before it is taken to be in a loop that nothing can end. */
const graceMs = 500

export interface HostOptions {
  /** The compiled function, as it would be uploaded. */
  code: string
  /** How messages call the code, e.g. `dist/dub/function.js`. */
  file?: string
  /** How long a call may take, loading included. Segment's limit is the default. */
  limitMs?: number
}

export interface InvokeOptions {
  /** Run in a new process: the code is loaded again, module scope and cache are empty; only Node's modules are kept. */
  fresh?: boolean
  /** Keep the process, lose its cache, as Segment may at any time. */
  emptyCache?: boolean
}

export interface Host {
  /**
   * @param input - an event, or an array of events for `onBatch`
   * @throws UserError when a batch is given to a function without `onBatch`
   */
  invoke(input: unknown, settings: unknown, network: Network, options?: InvokeOptions): Promise<Invocation>
  close(): Promise<void>
}

/** Calls of one host run one after the other, as in one process of Segment's. */
export async function createHost(options: HostOptions): Promise<Host> {
  const setup = { code: options.code, file: options.file, limitMs: options.limitMs ?? defaultLimitMs }
  let worker: Promise<Worker> | undefined = startReady()
  let last: Promise<unknown> = worker

  async function startReady(): Promise<Worker> {
    const started = await startWorker(setup)
    await new Promise<void>((resolve, reject) => {
      started.once('error', reject)
      started.once('message', () => resolve())
    })
    started.removeAllListeners('error')
    started.unref()
    return started
  }

  async function stop(): Promise<void> {
    const stopped = worker
    worker = undefined
    await (await stopped)?.terminate()
  }

  async function invokeNow(message: InvokeMessage): Promise<Invocation> {
    const started = await (worker ??= startReady())
    try {
      const invocation = await call(started, message, setup.limitMs)
      // What timed out may still be running.
      if (isTimeout(invocation)) await stop()
      return invocation
    } catch (error) {
      if (!(error instanceof UserError)) await stop()
      throw error
    }
  }

  await worker
  return {
    invoke(input, settings, network, { fresh = false, emptyCache = false } = {}) {
      const invocation = last.then(() => invokeNow({ input, settings, network, fresh, emptyCache }))
      last = invocation.catch(() => undefined)
      return invocation
    },
    async close() {
      await last
      await stop()
    }
  }
}

/** Sends one call to the worker; ends with a timeout when the worker stays silent past the limit. */
function call(worker: Worker, message: InvokeMessage, limitMs: number): Promise<Invocation> {
  const logs: string[] = []
  const requests: RecordedRequest[] = []
  return new Promise<Invocation>((resolve, reject) => {
    worker.postMessage(message)
    const deadline = setTimeout(() => end(() => resolve(silent())), limitMs + graceMs)
    const end = (settle: () => void) => {
      clearTimeout(deadline)
      worker.removeAllListeners('message').removeAllListeners('error').unref()
      settle()
    }
    const silent = (): Invocation => {
      const timeout = classifyTimeout(limitMs)
      const outcomes = Array.isArray(message.input)
        ? { outcomes: message.input.map(() => timeout.outcome) }
        : {}
      return { ...timeout, ...outcomes, requests, logs, warnings: [], durationMs: limitMs }
    }
    worker.ref()
    worker.on('error', (error) => end(() => reject(error)))
    worker.on('message', (reply: WorkerMessage) => {
      switch (reply.kind) {
        case 'ready':
          return
        case 'log':
          return logs.push(reply.text)
        case 'request':
          return requests.push(reply.request)
        case 'done':
          return end(() => resolve(reply.invocation))
        case 'failed':
          return end(() => reject(toError(reply)))
      }
    })
  })
}

/** An error of ours crosses the thread without its class. */
function toError(reply: Extract<WorkerMessage, { kind: 'failed' }>): unknown {
  const message = reply.error instanceof Error ? reply.error.message : String(reply.error)
  return reply.code === undefined
    ? reply.error
    : new UserError(reply.code as UserErrorCode, message, reply.hint)
}
