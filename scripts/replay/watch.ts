/**
 * Runs something again whenever files change. Runs never overlap: what changes meanwhile leads to one more run.
 */
import { type FSWatcher, watch } from 'node:fs'

export interface WatchOptions {
  /** Absolute paths of folders, which are watched with all below, and of files. */
  paths: string[]
  run: () => Promise<void>
  /** How long nothing may change before a run begins, in ms: editors write several files in several steps. */
  quietMs?: number
  signal?: AbortSignal
}

/** Runs once at once, then after each change; resolves when the signal is aborted and the last run has ended. */
export async function runOnChange({ paths, run, quietMs = 150, signal }: WatchOptions): Promise<void> {
  let change = deferred()
  let timer: NodeJS.Timeout | undefined
  const onChange = () => {
    clearTimeout(timer)
    timer = setTimeout(() => change.resolve(), quietMs)
  }
  const watchers: FSWatcher[] = paths.map((path) => watch(path, { recursive: true }, onChange))
  signal?.addEventListener('abort', () => change.resolve())
  try {
    while (!signal?.aborted) {
      change = deferred()
      await run()
      await change.promise
    }
  } finally {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}

/** Promise.withResolvers, which Node 20 lacks. */
function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve }
}
