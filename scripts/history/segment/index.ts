/** A backfill through Segment: the events go to its tracking API for one destination, kept in a journal like any other. */
import path from 'node:path'
import nodeFetch from 'node-fetch'
import { realClock, type Clock } from '../../host/clock.ts'
import type { PlainFetch } from '../../host/fetch.ts'
import { idOf, writeFailed, type BackfillState, type Backfilled } from '../backfill/index.ts'
import { endedSince, openJournal } from '../backfill/journal.ts'
import { createPace } from '../backfill/pace.ts'
import { mostNamed, runBackfill } from '../backfill/run.ts'
import { readBlocks, type Broken } from '../blocks.ts'
import type { EventFile } from '../files.ts'
import type { Selection } from '../selection.ts'
import { segmentCaller, segmentEventsPerSecond, segmentLimits, type SegmentTarget } from './caller.ts'

export interface SegmentRequest {
  /** The project's folder. */
  root: string
  function: string
  target: SegmentTarget
  files: EventFile[]
  selection: Selection
  /** Events a second; what Segment asks for when left out. */
  perSecond: number | undefined
  /** Calls at the same time. */
  concurrency: number
  id: string | undefined
  signal?: AbortSignal | undefined
  clock?: Clock
  fetch?: PlainFetch
  onProgress?: ((state: BackfillState) => void) | undefined
}

/** @throws {@link UserError} for an unusable input or journal */
export async function backfillThroughSegment(request: SegmentRequest): Promise<Backfilled> {
  const { root, function: name, target, files, selection, signal, clock = realClock } = request
  const folder = path.join('.backfill', request.id ?? `${idOf(name, files)}-segment`)
  // Which version runs is Segment's business; where the events go is what a journal is about here.
  const identity = {
    function: name,
    source: `segment: ${target.integration}`,
    files: files.map(({ name, bytes }) => ({ name, bytes }))
  }
  const journal = openJournal(path.join(root, folder), identity)
  const before = journal.counts()
  const pace = createPace(clock, request.perSecond ?? segmentEventsPerSecond)
  const caller = segmentCaller(target, request.fetch ?? (nodeFetch as never), (retryAfter) =>
    pace.slowDown(retryAfter)
  )
  const unread: Broken[] = []
  const onBroken = (found: Broken): void => void (unread.length < mostNamed && unread.push(found))
  let done = 0
  try {
    const report = await runBackfill({
      ...{ selection, journal, pace, clock },
      blocks: readBlocks(files, onBroken),
      onBroken,
      callers: Array.from({ length: request.concurrency }, () => caller),
      limits: segmentLimits(target),
      ...(signal && { signal }),
      onProgress: () => request.onProgress?.({ done: ++done, pause: pace.pause() })
    })
    await writeFailed(path.join(root, folder, 'failed.ndjson'), files, journal)
    return {
      // Segment leaves out a messageId that it has seen lately, whatever the event.
      repeats: 'known',
      ...{ function: name, folder, ...report, unread },
      ...endedSince(journal, before)
    }
  } finally {
    journal.close()
  }
}
