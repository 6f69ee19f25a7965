/** The timers of a function, on the host's clock. What is open when the handler ends never fires: Lambda freezes it. */
import type { Clock } from './clock.ts'

/** What `setTimeout` returns; `ref` and `unref` mean nothing here, since nothing keeps a function alive. */
class Timer {
  handle: unknown
  ref() {
    return this
  }
  unref() {
    return this
  }
  hasRef() {
    return true
  }
}

export interface FunctionTimers {
  globals: Record<'setTimeout' | 'clearTimeout' | 'setInterval' | 'clearInterval', unknown>
  clearAll(): void
}

type Callback = (...args: unknown[]) => unknown

/** @param onThrow - told what a callback threw; in Node that ends the process */
export function createTimers(clock: Clock, onThrow: (thrown: unknown) => void): FunctionTimers {
  const open = new Set<Timer>()

  function start(timer: Timer, ms: unknown, callback: () => unknown, repeats: boolean): Timer {
    open.add(timer)
    timer.handle = clock.setTimeout(() => {
      if (!repeats) open.delete(timer)
      try {
        callback()
      } catch (thrown) {
        onThrow(thrown)
      }
      if (open.has(timer)) start(timer, ms, callback, repeats)
    }, toDelay(ms))
    return timer
  }

  function clear(timer: unknown): void {
    if (!(timer instanceof Timer)) return
    open.delete(timer)
    clock.clearTimeout(timer.handle)
  }

  const set =
    (repeats: boolean) =>
    (callback: Callback, ms?: unknown, ...args: unknown[]) => {
      if (typeof callback !== 'function')
        throw new TypeError('The "callback" argument must be of type function.')
      return start(new Timer(), ms, () => callback(...args), repeats)
    }
  return {
    globals: { setTimeout: set(false), clearTimeout: clear, setInterval: set(true), clearInterval: clear },
    clearAll: () => open.forEach(clear)
  }
}

/** Node's rule: anything that is not between 1 and 2^31 - 1 becomes 1. */
function toDelay(ms: unknown): number {
  const delay = Number(ms)
  return delay >= 1 && delay <= 2 ** 31 - 1 ? delay : 1
}
