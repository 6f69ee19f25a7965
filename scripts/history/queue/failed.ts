/** The events of a queue that failed after all tries, as a file that another run can be given. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import type { CallQueue } from './queue.ts'

/** Jobs that are read at once. */
const bulk = 100

/** @param file - the absolute path; an older one is replaced when all are written. @returns how many events it has */
export async function writeFailedOf(queue: CallQueue, file: string): Promise<number> {
  await mkdir(path.dirname(file), { recursive: true })
  const draft = `${file}.new`
  const stream = createWriteStream(draft)
  let count = 0
  for (let start = 0; ; start += bulk) {
    const jobs = await queue.getFailed(start, start + bulk - 1)
    for (const { event } of jobs.flatMap((job) => job.data.items)) {
      count += 1
      if (!stream.write(`${JSON.stringify(event)}\n`)) await once(stream, 'drain')
    }
    if (jobs.length < bulk) break
  }
  stream.end()
  await finished(stream)
  await rename(draft, file)
  return count
}
