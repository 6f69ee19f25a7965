/**
 * Bounded concurrency: order, the bound itself, and what an error does.
 */
import { describe, expect, it } from '@jest/globals'
import { forEachAtMost } from '../../../scripts/runtime/author/for-each-at-most.ts'

/** Work whose items end when they are told to. */
function controlled() {
  const started: number[] = []
  const ends = new Map<number, () => void>()
  const work = (item: number) =>
    new Promise<void>((resolve) => {
      started.push(item)
      ends.set(item, resolve)
    })
  const end = async (item: number) => {
    ends.get(item)!()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { started, work, end }
}

describe('forEachAtMost', () => {
  it('starts the next item in order as soon as one has ended', async () => {
    const { started, work, end } = controlled()
    const done = forEachAtMost(2, [1, 2, 3, 4], work)
    expect(started).toEqual([1, 2])
    await end(2)
    expect(started).toEqual([1, 2, 3])
    await end(1)
    expect(started).toEqual([1, 2, 3, 4])
    await end(3)
    await end(4)
    await expect(done).resolves.toBeUndefined()
  })

  it('ends at once without items', async () => {
    await expect(
      forEachAtMost(5, [], () => Promise.reject(new Error('never called')))
    ).resolves.toBeUndefined()
  })

  it('rejects with the first error', async () => {
    const work = (item: number) => (item === 2 ? Promise.reject(new RangeError('two')) : Promise.resolve())
    await expect(forEachAtMost(1, [1, 2, 3], work)).rejects.toThrow(RangeError)
  })
})
