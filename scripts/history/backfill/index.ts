/**
 * A backfill from files to a report: compiles the function, opens the journal, sends what is left at the vendor's pace, and
 * writes down what failed so that the next run can be given it.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import nodeFetch from 'node-fetch'
import { compileFunction, resolveFunction } from '../../compile/index.ts'
import type { ResolvedFunction } from '../../compile/types.ts'
import { realClock, type Clock } from '../../host/clock.ts'
import type { PlainFetch } from '../../host/fetch.ts'
import { loadConfig, selectFunctions } from '../../input/config.ts'
import type { RateLimit } from '../../runtime/author/types.ts'
import { readBlocks, recordsOf, type Broken } from '../blocks.ts'
import type { EventFile } from '../files.ts'
import type { Selection } from '../selection.ts'
import { settingsFor } from '../settings.ts'
import { endedSince, openJournal, type Journal } from './journal.ts'
import { createPace, type Pace, type Pause } from './pace.ts'
import { repeatsOf, type Repeats } from './repeats.ts'
import { mostNamed, runBackfill } from './run.ts'
import { limitsOf, openCallers } from './send.ts'

export interface BackfillRequest {
  /** The project's folder. */
  root: string
  function: string
  files: EventFile[]
  selection: Selection
  /** A settings file, from the project's folder. */
  settings: string | undefined
  /** Really send; without it every request is answered with 200 `{}` and nothing is kept. */
  live: boolean
  /** Requests a second; what the definition says of its vendor when left out, else as fast as the vendor answers. */
  perSecond: number | undefined
  concurrency: number
  /** Names the journal; made of function and files when left out. */
  id: string | undefined
  force: boolean
  signal?: AbortSignal | undefined
  clock?: Clock
  /** What sends when `live`; node-fetch when left out. */
  fetch?: PlainFetch
  onProgress?: ((state: BackfillState) => void) | undefined
}

export interface BackfillState {
  done: number
  pause: Pause | undefined
}

export interface Backfilled {
  function: string
  /** `.backfill/<id>`, from the project's folder; absent in a rehearsal. */
  folder?: string
  /** The vendor's known limit, where that was the pace. */
  rateLimit?: RateLimit
  events: number
  delivered: number
  discarded: number
  failed: number
  skipped: number
  remaining: number
  leftOut: number
  broken: number
  /** What kept parts of the files from being read, and which records are no events: the first of them. */
  unread: Broken[]
  /** Events that were under way when an earlier run was killed: the vendor may have got them twice. */
  uncertain: number
  repeats: Repeats
}

/** @throws {@link UserError} for an unusable function, settings file, input or journal */
export async function backfill(request: BackfillRequest): Promise<Backfilled> {
  const { root, function: name, files, selection, live, clock = realClock } = request
  const config = await loadConfig(root)
  selectFunctions(config, [name])
  const fn = await resolveFunction(root, name, config.functions[name]!)
  const { code, manifest } = await compileFunction(root, fn)
  const { settings } = await settingsFor(root, fn, request.settings)
  const folder = path.join('.backfill', request.id ?? idOf(name, files))
  const identity = {
    function: name,
    source: manifest.sourceHash,
    files: files.map(({ name, bytes }) => ({ name, bytes }))
  }
  const journal = live ? openJournal(path.join(root, folder), identity, request.force) : rehearsalJournal()
  const before = journal.counts()
  // A rehearsal asks nobody, and need not wait.
  const { perSecond, rateLimit } = live ? paceOf(fn, request.perSecond) : { perSecond: request.perSecond }
  const pace = createPace(clock, perSecond)
  const send: PlainFetch = live ? (request.fetch ?? (nodeFetch as never)) : rehearse
  const isBatch = fn.batch !== undefined
  const unread: Broken[] = []
  const onBroken = (found: Broken): void => void (unread.length < mostNamed && unread.push(found))
  let done = 0
  try {
    const report = await runBackfill({
      callers: openCallers({
        ...{ code, settings, clock, isBatch, concurrency: request.concurrency },
        fetch: async (input, init) => heed(pace, (await send(input, init)) as Answer)
      }),
      limits: limitsOf(isBatch),
      blocks: readBlocks(files, onBroken),
      onBroken,
      selection,
      journal,
      pace,
      clock,
      ...(request.signal && { signal: request.signal }),
      onProgress: () => request.onProgress?.({ done: ++done, pause: pace.pause() })
    })
    if (live) await writeFailed(path.join(root, folder, 'failed.ndjson'), files, journal)
    return {
      function: name,
      ...(live && { folder }),
      ...(rateLimit && { rateLimit }),
      ...report,
      unread,
      repeats: repeatsOf(fn),
      ...endedSince(journal, before)
    }
  } finally {
    journal.close()
  }
}

export interface Answer {
  status: number
  headers: { get(name: string): string | null }
}

/**
 * @param given - what was asked for, requests a second
 * @returns the pace, and the vendor's known limit where that is it
 */
export function paceOf(
  { definition }: ResolvedFunction,
  given: number | undefined
): { perSecond: number | undefined; rateLimit?: RateLimit } {
  const { rateLimit } = definition as { rateLimit?: RateLimit }
  if (given !== undefined || !rateLimit) return { perSecond: given }
  return { perSecond: rateLimit.requests / rateLimit.seconds, rateLimit }
}

export const asksToWait = ({ status, headers }: Answer): boolean =>
  status === 429 || (status === 503 && headers.get('retry-after') !== null)

/** A 429, and a 503 that says until when, hold all calls back, not only the one that got it. */
export async function heed(pace: Pace, response: Answer): Promise<Answer> {
  if (asksToWait(response)) await pace.slowDown(response.headers.get('retry-after'))
  return response
}

const rehearse: PlainFetch = () =>
  Promise.resolve(
    new nodeFetch.Response('{}', { status: 200, headers: { 'content-type': 'application/json' } })
  )

/** Counts, and keeps nothing. */
function rehearsalJournal(): Journal {
  const counts = { started: 0, waiting: 0, delivered: 0, discarded: 0, failed: 0 }
  return {
    fateOf: () => undefined,
    write: (_, fate) => {
      if (fate !== 'started' && fate !== 'waiting') counts[fate] += 1
    },
    counts: () => ({ ...counts }),
    close: () => undefined
  }
}

/** Names what is kept of a run, when nobody does. */
export function idOf(name: string, files: EventFile[]): string {
  const hash = createHash('sha256').update(files.map((file) => file.name).join('\n'))
  return `${name}-${hash.digest('hex').slice(0, 8)}`
}

/** Writes the events that failed, as they stand in the files. */
export async function writeFailed(target: string, files: EventFile[], journal: Journal): Promise<void> {
  const draft = `${target}.new`
  const stream = createWriteStream(draft)
  if (journal.counts().failed > 0)
    for await (const block of readBlocks(files, () => undefined))
      for (const { line, text } of recordsOf(block))
        if (journal.fateOf({ file: block.file, line }) === 'failed' && !stream.write(`${text}\n`))
          await once(stream, 'drain')
  stream.end()
  await finished(stream)
  await rename(draft, target)
}
