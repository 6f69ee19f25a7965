/**
 * Makes the calls of a backfill: takes events from a source, at the vendor's pace, tries again what may pass, and writes down
 * of each when it starts and how it ended. What the source is, files or a queue, is somebody else's business.
 */
import type { Clock } from '../../host/clock.ts'
import type { Fate } from './journal.ts'
import type { Pace } from './pace.ts'
import { firstRetryMs, mostAttempts, type BatchLimits, type Caller, type EventFate } from './send.ts'

/** More events than this waiting for another try, and no new ones are taken. */
const mostWaiting = 1_000

/** An event, and where it comes from. */
export interface Taken<Where> {
  where: Where
  event: Record<string, unknown>
  /** As it is sent. */
  bytes: number
}

export interface DispatchOptions<Where> {
  /** Gives what goes in one call at a time; an empty list when there is nothing just now. */
  source: AsyncIterator<Taken<Where>[], void, void>
  /** @param detail - why, for discarded and failed */
  write(where: Where, fate: Fate, detail?: string): void | Promise<void>
  pace: Pace
  clock: Clock
  /** What sends; each makes one call after the other. */
  callers: Caller[]
  /** What goes in one call. */
  limits: BatchLimits
  /** Nothing more is taken or tried again; what is under way ends. */
  signal?: AbortSignal | undefined
  onProgress?: ((done: number) => void) | undefined
}

interface Item<Where> extends Taken<Where> {
  attempt: number
  /** Written down as such: the vendor may have it. */
  isStarted: boolean
  /** Tried again by the same one, whose process remembers what of the event has succeeded. */
  caller: number | undefined
}

/** @returns how many events wait for another try, because the run was stopped */
export async function dispatch<Where>(options: DispatchOptions<Where>): Promise<number> {
  const { source, pace, clock, callers, limits, signal } = options
  const idle = new Set(callers.keys())
  const waiting: Item<Where>[] = []
  const timers = new Set<unknown>()
  let scheduled = 0
  let wake = (): void => undefined
  let failure: unknown
  let done = 0

  async function call(caller: number, items: Item<Where>[]): Promise<void> {
    const called = await callers[caller]!(items.map(({ event }) => event))
    const { fates, paceUnits, isUntouched } = called
    const isRetried = fates.some(({ outcome }) => outcome === 'retried')
    await pace.ended(paceUnits, isRetried)
    const ends = await Promise.all(items.map((item, index) => settle(item, fates[index]!)))
    const left = items.filter((_, index) => !ends[index]).map((item) => ({ ...item, caller }))
    if (isUntouched) {
      await Promise.all(left.map(({ where }) => options.write(where, 'waiting')))
      for (const item of left) item.isStarted = false
    }
    if (called.refusal) throw called.refusal
    // Those of a batch come back together.
    for (const attempt of new Set(left.map((item) => item.attempt)))
      again(
        left.filter((item) => item.attempt === attempt),
        attempt
      )
  }

  /** @returns false for an event that is to be tried again */
  async function settle(item: Item<Where>, { outcome, reason }: EventFate): Promise<boolean> {
    if (outcome !== 'retried') await options.write(item.where, outcome, reason)
    else if (item.attempt >= mostAttempts) await options.write(item.where, 'failed', reason)
    else return false
    options.onProgress?.(++done)
    return true
  }

  function again(items: Item<Where>[], attempt: number): void {
    scheduled += items.length
    const timer = clock.setTimeout(
      () => {
        timers.delete(timer)
        scheduled -= items.length
        waiting.push(...items.map((item) => ({ ...item, attempt: attempt + 1 })))
        wake()
      },
      firstRetryMs * 2 ** (attempt - 1)
    )
    timers.add(timer)
  }

  async function start(items: Item<Where>[]): Promise<void> {
    const isFree = () => [...idle].some((index) => index === (items[0]!.caller ?? index))
    while (!isFree()) await woken()
    await pace.turn(signal)
    if (failure) throw failure
    if (signal?.aborted) return void waiting.push(...items)
    const caller = items[0]!.caller ?? idle.values().next().value!
    const fresh = items.filter((item) => !item.isStarted)
    await Promise.all(fresh.map(({ where }) => options.write(where, 'started')))
    for (const item of fresh) item.isStarted = true
    idle.delete(caller)
    void call(caller, items)
      .catch((error: unknown) => (failure ??= error))
      .finally(() => {
        idle.add(caller)
        wake()
      })
  }

  const woken = () => new Promise<void>((resolve) => (wake = resolve))

  let isOpen = true
  const next = async (): Promise<Item<Where>[] | undefined> => {
    for (;;) {
      const isStopped = signal?.aborted ?? false
      if (waiting.length > 0 && !isStopped) return takeTogether(waiting, limits)
      if (isOpen && !isStopped && scheduled < mostWaiting) {
        const { value, done } = await source.next()
        if (done) isOpen = false
        else if (value.length > 0)
          return value.map((taken) => ({ ...taken, attempt: 1, isStarted: false, caller: undefined }))
      } else if (idle.size === callers.length && (isStopped || scheduled === 0)) return undefined
      else await woken()
    }
  }
  const onStop = (): void => wake()
  signal?.addEventListener('abort', onStop)
  try {
    for (let items = await next(); items && !failure; items = await next()) await start(items)
  } finally {
    // What is under way ends, and what became of it is written down, also when the run fails.
    while (idle.size < callers.length) await woken()
    signal?.removeEventListener('abort', onStop)
    for (const timer of timers) clock.clearTimeout(timer)
    await source.return?.()
  }
  if (failure) throw failure
  return scheduled + waiting.length
}

/** Takes out the first, and what may go in one call with it. */
function takeTogether<Where>(waiting: Item<Where>[], limits: BatchLimits): Item<Where>[] {
  const { caller } = waiting[0]!
  const together = new Set<Item<Where>>()
  let bytes = 0
  for (const item of waiting) {
    if (item.caller !== caller) continue
    bytes += item.bytes
    if (together.size === limits.events || (together.size > 0 && bytes > limits.bytes)) break
    together.add(item)
  }
  waiting.splice(0, waiting.length, ...waiting.filter((item) => !together.has(item)))
  return [...together]
}
