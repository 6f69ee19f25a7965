/**
 * Runs something again whenever files change. Runs never overlap: what changes meanwhile leads to one more run.
 */
import { type FSWatcher, statSync, watch } from 'node:fs'
import { basename, dirname, join } from 'node:path'

export interface WatchOptions {
  /** Absolute paths of folders, which are watched with all below, and of files. */
  paths: string[]
  /** @param changed - absolute paths of what changed since the last run, as far as the system tells; none at first */
  run: (changed: string[]) => Promise<void>
  /** How long nothing may change before a run begins, in ms: editors write several files in several steps. */
  quietMs?: number
  signal?: AbortSignal
}

/** Runs once at once, then after each change; resolves when the signal is aborted and the last run has ended. */
export async function runOnChange({ paths, run, quietMs = 50, signal }: WatchOptions): Promise<void> {
  let change = deferred()
  let timer: NodeJS.Timeout | undefined
  let changed = new Set<string>()
  const onChange = (file: string) => {
    changed.add(file)
    clearTimeout(timer)
    timer = setTimeout(() => change.resolve(), quietMs)
  }
  const watchers: FSWatcher[] = paths.map((path) => {
    // Most editors replace a file by another one of its name, and a watch of the file itself would end with the old one.
    if (statSync(path).isFile())
      return watch(dirname(path), (_, name) => {
        if (name === null || name === basename(path)) onChange(path)
      })
    const watcher = watch(path, { recursive: true }, (_, name) =>
      onChange(name === null ? path : join(path, name))
    )
    // A folder that vanished while it was looked through: a change, and what is missing the run says.
    return watcher.on('error', () => onChange(path))
  })
  signal?.addEventListener('abort', () => change.resolve())
  try {
    while (!signal?.aborted) {
      change = deferred()
      const files = [...changed]
      changed = new Set()
      await run(files)
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
