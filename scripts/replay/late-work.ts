/**
 * What an action leaves behind when it ends: promises on their way, and timers. In Segment the process is frozen then;
 * the reference lets them begin, at once, so that a request nobody awaited is seen.
 */
import { turn } from '../host/clock.ts'

/** Enough for any chain of promises that does not wait for something else. */
const turns = 50

export async function quietTurns(): Promise<void> {
  for (let count = 0; count < turns; count++) await turn()
}

/** Timers that set timers are followed this far. */
const rounds = 10

type Callback = (...args: unknown[]) => unknown

/**
 * Takes over the timers of this thread: real time, but known.
 *
 * @param report - told of what a timer throws that is run at the end
 * @returns lets all that is left run at once, and ends it
 */
export function watchTimers(report: (thrown: unknown) => void): () => Promise<void> {
  const { setTimeout, setInterval, clearTimeout } = globalThis
  const open = new Map<unknown, () => unknown>()

  const watched = (set: typeof setTimeout, repeats: boolean) =>
    Object.assign((callback: Callback, ms?: number, ...args: unknown[]) => {
      const run = () => callback(...args)
      const timer: unknown = set(() => {
        if (!repeats) open.delete(timer)
        run()
      }, ms)
      open.set(timer, run)
      return timer
    }, set)
  const clear = (timer: unknown) => {
    open.delete(timer)
    clearTimeout(timer as NodeJS.Timeout)
  }
  Object.assign(globalThis, {
    setTimeout: watched(setTimeout, false),
    setInterval: watched(setInterval as typeof setTimeout, true),
    clearTimeout: clear,
    clearInterval: clear
  })

  return async () => {
    await quietTurns()
    for (let round = 0; open.size > 0 && round < rounds; round++) {
      const left = [...open]
      for (const [timer, run] of left) {
        clear(timer)
        try {
          run()
        } catch (thrown) {
          report(thrown)
        }
      }
      await quietTurns()
    }
    for (const timer of [...open.keys()]) clear(timer)
  }
}
