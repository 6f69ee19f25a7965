/** An event to begin with, for each function: one that leads to a request, of those that were recorded and of its fixtures. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { takes } from '../explain/index.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { completeEvent } from './complete-event.ts'
import type { Session } from './session.ts'
import type { Destination } from './unit.ts'

/** @returns one that a preset takes, where none is delivered; undefined when there is none at all */
export async function exampleFor(session: Session, unit: Destination): Promise<SegmentEvent | undefined> {
  const { fn, code } = unit.build
  const settings = session.settings.of(fn)
  const candidates = [...(await recordedEvents(session.root)), ...session.known(unit.name).events].filter(
    (event) => fn.subscriptions.some(({ condition }) => takes(condition, event))
  )
  for (const candidate of candidates) {
    const event = asNew(candidate, session.now())
    const { outcome, requests } = await unit.host.invoke(event, settings, { kind: 'ok' }, { code })
    if (outcome === 'delivered' && requests.length > 0) return event
  }
  return candidates[0] && asNew(candidates[0], session.now())
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
