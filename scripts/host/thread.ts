/**
 * A worker thread that serves one call at a time and can be lost: it may be stuck in a loop, out of memory, or end itself.
 * A lost thread is replaced by the next call.
 */
import type { Worker } from 'node:worker_threads'
import { memoryLimitMb, startWorker } from './worker-bundle.ts'

/** How a call ended: with a reply, without one in time, or because the thread is no more. */
export type CallEnd<Reply> =
  { kind: 'reply'; reply: Reply } | { kind: 'silent' } | { kind: 'lost'; reason: string }

export class Thread<Message> {
  readonly #entry: URL
  readonly #setup: unknown
  #worker: Promise<Worker> | undefined
  /** What the thread was told last, of what is told once. */
  #told: string | undefined

  /**
   * @param entry - the worker's TypeScript; its first message says that it is ready
   * @param setup - its `workerData`
   */
  constructor(entry: URL, setup?: unknown) {
    this.#entry = entry
    this.#setup = setup
  }

  /** Starts the thread, unless it runs; a call does so too. */
  async ready(): Promise<void> {
    await (this.#worker ??= this.#start())
  }

  /**
   * Code goes to a thread once: to copy it there takes as long as many an event.
   *
   * @returns whether the text is another than the last one, or the thread another; it is taken to be sent then
   */
  async isNews(text: string): Promise<boolean> {
    await this.ready()
    const isNews = this.#told !== text
    this.#told = text
    return isNews
  }

  /**
   * @param message - what is asked
   * @param limitMs - how long the thread may take; then it is killed
   * @param read - told of every message; what it returns, unless undefined, ends the call
   */
  async call<Reply>(
    message: unknown,
    limitMs: number,
    read: (message: Message) => Reply | undefined
  ): Promise<CallEnd<Reply>> {
    await this.ready()
    const worker = await this.#worker!
    let end: (end: CallEnd<Reply>) => void
    const ended = new Promise<CallEnd<Reply>>((resolve) => (end = resolve))
    const timer = setTimeout(() => end({ kind: 'silent' }), limitMs)
    worker.ref()
    worker.on('message', (heard: Message) => {
      const reply = read(heard)
      if (reply !== undefined) end({ kind: 'reply', reply })
    })
    worker.on('error', (error) => end({ kind: 'lost', reason: reasonOf(error) }))
    worker.on('exit', (code) => end({ kind: 'lost', reason: `it ended the process (exit code ${code})` }))
    worker.postMessage(message)
    try {
      const result = await ended
      if (result.kind !== 'reply') await this.stop()
      return result
    } finally {
      clearTimeout(timer)
      for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event)
      worker.unref()
    }
  }

  async stop(): Promise<void> {
    const stopped = this.#worker
    this.#worker = undefined
    this.#told = undefined
    await (await stopped)?.terminate()
  }

  async #start(): Promise<Worker> {
    const worker = await startWorker(this.#entry, this.#setup)
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject)
      worker.once('message', () => resolve())
    })
    worker.removeAllListeners('error')
    worker.unref()
    return worker
  }
}

function reasonOf(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY')
    return `it used more than ${memoryLimitMb} MB of memory`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
