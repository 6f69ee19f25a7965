/** A verb that Ctrl-C, or another signal to end, stops in good order: what is under way ends first. */
import type { Session } from './session.ts'

/** @param work - gets what tells it to stop */
export async function stoppable<T>(
  { onInterrupt, signal, stderr }: Session,
  work: (signal: AbortSignal) => Promise<T>
): Promise<T> {
  const stop = new AbortController()
  const forget = onInterrupt?.(() => {
    stderr.write('\nStopping: what is under way ends first. Once more ends it at once.\n')
    stop.abort()
    return true
  })
  try {
    return await work(signal ? AbortSignal.any([signal, stop.signal]) : stop.signal)
  } finally {
    forget?.()
  }
}
