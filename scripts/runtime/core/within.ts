/** A race against time. */

/**
 * @param ms - how long the work may take
 * @param work - what is awaited; it goes on when its time is over
 * @param late - what there is then; it may throw
 * @returns what came first
 */
export async function within<T>(ms: number, work: Promise<T>, late: () => T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeIsOver = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  try {
    return await Promise.race([work, timeIsOver.then(late)])
  } finally {
    clearTimeout(timer)
  }
}
