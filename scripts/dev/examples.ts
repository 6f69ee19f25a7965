/** An event to begin with, for each function: a recorded one that a preset of it takes. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { explainCondition } from '../explain/index.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { completeEvent } from './session.ts'
import type { Session } from './session.ts'

/** @returns undefined when none of the recorded events suits */
export async function exampleFor(session: Session, name: string): Promise<SegmentEvent | undefined> {
  const unit = session.destinations().find((one) => one.name === name)
  const subscriptions = unit?.build.fn.subscriptions ?? []
  for (const event of await recordedEvents(session.root)) {
    const isTaken = subscriptions.some(({ condition }) => explainCondition(condition, event).length === 0)
    if (isTaken) return asNew(event, session.now())
  }
  return undefined
}

async function recordedEvents(root: string): Promise<SegmentEvent[]> {
  const folder = path.join(root, 'fixtures', 'events')
  const files = await readdir(folder).catch(() => [])
  return Promise.all(
    files
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map(async (file) => JSON.parse(await readFile(path.join(folder, file), 'utf8')) as SegmentEvent)
  )
}

/** What belongs to the moment of the recording is left out. */
function asNew(event: SegmentEvent, now: number): SegmentEvent {
  const {
    messageId: _id,
    timestamp: _at,
    originalTimestamp: _first,
    sentAt: _sent,
    receivedAt: _received,
    ...rest
  } = event
  return completeEvent(rest as SegmentEvent, now)
}
