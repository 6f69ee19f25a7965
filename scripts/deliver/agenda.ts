/**
 * What is to happen when: a heap on a clock. Thousands of events wait for their retry at once, so the clock, which looks
 * through all its timers, is only ever given the next one.
 */
import type { Clock } from '../host/clock.ts'

interface Entry {
  time: number
  /** Among entries of one time, the first planned is the first to happen. */
  order: number
  act: () => void
}

const isBefore = (a: Entry, b: Entry): boolean => a.time < b.time || (a.time === b.time && a.order < b.order)

export class Agenda {
  readonly #clock: Clock
  readonly #heap: Entry[] = []
  #count = 0
  #alarm: { time: number; handle: unknown } | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Plans something for a time, in ms since 1970. */
  at(time: number, act: () => void): void {
    this.#push({ time, order: this.#count++, act })
    this.#setAlarm()
  }

  after(ms: number, act: () => void): void {
    this.at(this.#clock.now() + ms, act)
  }

  #setAlarm(): void {
    const next = this.#heap[0]
    if (!next || (this.#alarm && this.#alarm.time <= next.time)) return
    if (this.#alarm) this.#clock.clearTimeout(this.#alarm.handle)
    const handle = this.#clock.setTimeout(() => this.#ring(), next.time - this.#clock.now())
    this.#alarm = { time: next.time, handle }
  }

  #ring(): void {
    this.#alarm = undefined
    this.#pop()?.act()
    this.#setAlarm()
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let index = heap.length
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!isBefore(entry, heap[parent]!)) break
      heap[index] = heap[parent]!
      index = parent
    }
    heap[index] = entry
  }

  #pop(): Entry | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (heap.length === 0 || !last) return first
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      if (left >= heap.length) break
      const child = left + 1 < heap.length && isBefore(heap[left + 1]!, heap[left]!) ? left + 1 : left
      if (!isBefore(heap[child]!, last)) break
      heap[index] = heap[child]!
      index = child
    }
    heap[index] = last
    return first
  }
}
