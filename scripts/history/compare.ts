/**
 * What a change of a function means for events that really happened: every one goes through the form in use and through
 * the form that is to replace it, and what differs is grouped.
 */
import { availableParallelism } from 'node:os'
import { readBlocks, type Broken } from './blocks.ts'
import type { EventFile } from './files.ts'
import { type Group, type Tally } from './lane.ts'
import { runLanes } from './lanes.ts'
import type { Selection } from './selection.ts'

export interface CompareOptions {
  /** The name of the function. */
  function: string
  /** The code of the form in use, and of the one that is to replace it. */
  before: string
  after: string
  settings: Record<string, unknown>
  /** Keeps the secrets of the settings out of the report. */
  redact: (text: string) => string
  files: EventFile[]
  selection?: Selection
  /** Threads; one a core when left out. */
  threads?: number
  /** How long a call may hold up its thread, in ms; as in Segment when left out. */
  limitMs?: number
  /** Told after each block. */
  onProgress?: (progress: { events: number; bytes: number; totalBytes: number }) => void
}

export interface Comparison {
  function: string
  events: number
  same: number
  different: number
  /** Records that the selection left out. */
  leftOut: number
  broken: Broken[]
  /** The most frequent first. */
  groups: ComparedGroup[]
}

export interface ComparedGroup {
  kind: Group['kind']
  /** In words, with the values of the first example. */
  what: string
  count: number
  /** Of all events, 0 to 1. */
  share: number
  examples: Group['examples']
}

/** @throws {@link UserError} when a file cannot be read any more */
export async function compareEvents(options: CompareOptions): Promise<Comparison> {
  const {
    before,
    after,
    settings,
    selection = {},
    files,
    threads = availableParallelism(),
    limitMs,
    onProgress
  } = options
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const broken: Broken[] = []
  let bytes = 0
  const blocks = readBlocks(
    files,
    (found) => broken.push(found),
    (count) => (bytes += count)
  )
  const total = await runLanes({
    setup: { before, after, settings, selection },
    blocks,
    threads,
    ...(limitMs !== undefined && { limitMs }),
    onTally: ({ events }) => onProgress?.({ events, bytes, totalBytes })
  })
  return report(options, total, [...total.broken, ...broken])
}

function report(
  { function: name, redact }: CompareOptions,
  { events, different, leftOut, groups }: Tally,
  broken: Broken[]
): Comparison {
  const compared = groups.map(({ kind, count, examples }) => ({
    kind,
    what: redact(examples[0]!.what),
    count,
    share: count / events,
    examples: examples.map((example) => ({ ...example, what: redact(example.what) }))
  }))
  // Groups of the same size stay in the order of their first events.
  compared.sort((one, other) => other.count - one.count)
  return { function: name, events, same: events - different, different, leftOut, broken, groups: compared }
}
