/** Events that come faster than a function works. */
import { expect, it } from '@jest/globals'
import { Entries } from '../../scripts/dev/entries.ts'
import { Line } from '../../scripts/dev/line.ts'

/** A line whose work ends when it is told to. */
function heldLine(most: number) {
  const begun: number[][] = []
  let end = (): void => undefined
  const line = new Line<{ id: number }>({
    work(calls) {
      begun.push(calls.map(({ id }) => id))
      return new Promise((resolve) => (end = resolve))
    },
    most: () => most
  })
  return { line, begun, end: () => end() }
}

it('takes a few at a time, in their order, and lets go of what is forgotten meanwhile', async () => {
  const { line, begun, end } = heldLine(2)
  const ends = [1, 2, 3, 4, 5, 6].map((id) => line.add({ id }))
  await Promise.resolve()
  line.dropBefore(5)
  await Promise.all(ends.slice(2, 4))
  expect([begun, line.length, line.dropped]).toEqual([[[1, 2]], 2, 2])
  end()
  await Promise.all(ends.slice(0, 2))
  expect([begun[1], line.length]).toEqual([[5, 6], 0])
  line.clear()
  expect(line.dropped).toBe(0)
  end()
  await line.settled()
})

it('goes on after work that failed, and says so to whoever waits for it', async () => {
  const line = new Line<{ id: number }>({
    work: ([call]) => (call!.id === 1 ? Promise.reject(new Error('broken')) : Promise.resolve()),
    most: () => 1
  })
  const failed = line.add({ id: 1 })
  const next = line.add({ id: 2 })
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
