/** Events that come faster than a function works. */
import { expect, it } from '@jest/globals'
import { Entries } from '../../scripts/dev/entries.ts'
import { Line } from '../../scripts/dev/line.ts'

/** Work that ends when it is told to. */
function held() {
  let end = (): void => undefined
  const ended = new Promise<void>((resolve) => (end = resolve))
  return { work: () => ended, end }
}

it('takes one at a time, in their order, and lets go of what is forgotten meanwhile', async () => {
  const line = new Line()
  const done: number[] = []
  const first = held()
  const ends = [
    line.add(1, first.work),
    ...[2, 3, 4].map((event) => line.add(event, async () => void done.push(event)))
  ]
  await Promise.resolve()
  line.dropBefore(4)
  await Promise.all(ends.slice(1, 3))
  expect([done, line.length, line.dropped]).toEqual([[], 1, 2])
  first.end()
  await line.settled()
  expect([done, line.length, line.dropped]).toEqual([[4], 0, 2])
  line.clear()
  expect(line.dropped).toBe(0)
})

it('goes on after work that failed, and says so to whoever waits for it', async () => {
  const line = new Line()
  const failed = line.add(1, () => Promise.reject(new Error('broken')))
  const next = line.add(2, async () => undefined)
  await expect(failed).rejects.toThrow('broken')
  await next
})

it('keeps the last events, and knows the oldest that it keeps', () => {
  const entries = new Entries(2)
  const arrived = { event: { type: 'track' } as const, from: 'HTTP API', receivedAt: '', warnings: [] }
  expect([entries.first, entries.after(0)]).toEqual([1, []])
  for (let count = 0; count < 3; count++) entries.add(arrived, 0)
  expect([entries.first, entries.after(0), entries.get(1)]).toEqual([2, [2, 3], undefined])
})

it('gives back long and short events as they came', () => {
  const entries = new Entries()
  const events = [3, 30_000].map(
    (length) => ({ type: 'track', properties: { text: 'aä☃'.repeat(length) } }) as const
  )
  for (const event of events) entries.add({ event, from: '', receivedAt: '', warnings: [] }, 0)
  expect([1, 2].map((id) => entries.get(id)!.event)).toEqual(events)
})
