/**
 * Works through a list with a bounded number of things under way at the same time.
 */

/**
 * @param limit - how many are worked on at once
 * @param items - taken in their order; each is started as soon as one before it has ended
 * @param work - should not throw: the first error ends the whole with what is under way still running
 */
export async function forEachAtMost<Item>(
  limit: number,
  items: readonly Item[],
  work: (item: Item) => Promise<void>
): Promise<void> {
  // All workers draw from the same iterator.
  const queue = items.values()
  const worker = async () => {
    for (const item of queue) await work(item)
  }
  await Promise.all(Array.from({ length: limit }, worker))
}
