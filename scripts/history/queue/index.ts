/** A backfill that several machines share: what each of its commands does, from options to data. */
import path from 'node:path'
import type { Redis } from 'ioredis'
import nodeFetch from 'node-fetch'
import { compileFunction, resolveFunction } from '../../compile/index.ts'
import { realClock, type Clock } from '../../host/clock.ts'
import type { PlainFetch } from '../../host/fetch.ts'
import { loadConfig, selectFunctions } from '../../input/config.ts'
import { UserError } from '../../shared/errors.ts'
import { idOf, paceOf } from '../backfill/index.ts'
import { asUserError } from '../backfill/journal.ts'
import { repeatsOf, type Repeats } from '../backfill/repeats.ts'
import type { EventFile } from '../files.ts'
import type { Selection } from '../selection.ts'
import { settingsFor } from '../settings.ts'
import { writeFailedOf } from './failed.ts'
import { fillQueue, type Filled } from './fill.ts'
import type { Opened } from './jobs.ts'
import { listQueues, openLedger } from './ledger.ts'
import { openQueue, type CallQueue } from './queue.ts'
import { openRedis } from './redis.ts'
import { workOnQueue } from './work.ts'

export interface QueueRequest {
  /** The project's folder. */
  root: string
  /** The address of Redis. */
  url: string
  /** Names the backfill; of the commands after the first, the only one that Redis knows when left out. */
  id: string | undefined
  signal?: AbortSignal | undefined
  /** Told when Redis goes away and when it is back. */
  onState: (text: string) => void
  onProgress?: ((events: number) => void) | undefined
}

/** How a backfill on a queue stands. */
export interface QueueStatus {
  id: string
  function: string
  /** Taken from the files so far. */
  events: number
  /** Whether the files were read to their end. */
  isComplete: boolean
  isPaused: boolean
  delivered: number
  discarded: number
  /** Of the discarded ones, by the name of the error. */
  reasons: Record<string, number>
  /** After all tries. */
  failed: number
  /** Events that were under way on a machine when it was stopped: the vendor may have got them twice. */
  uncertain: number
  repeats: Repeats
  /** Calls on the queue, and those that machines have taken: they are under way, or wait for another try. */
  waiting: number
  active: number
}

/** Puts the events of files on a queue. @throws {@link UserError} for an unusable function, Redis or queue */
export async function fill(
  request: QueueRequest & {
    function: string
    files: EventFile[]
    selection: Selection
    perSecond: number | undefined
  }
): Promise<QueueStatus & Pick<Filled, 'unread' | 'broken' | 'leftOut'>> {
  const { root, function: name, files, selection } = request
  const { fn, code, source } = await compiled(root, name)
  const id = request.id ?? idOf(name, files)
  return using({ ...request, id }, async (opened) => {
    const { unread, broken, leftOut } = await fillQueue({
      ...opened,
      identity: {
        ...{ function: name, source, repeats: repeatsOf(fn) },
        files: files.map(({ name, bytes }) => ({ name, bytes }))
      },
      files,
      selection,
      isBatch: code.batch,
      perSecond: paceOf(fn, request.perSecond).perSecond,
      signal: request.signal,
      onProgress: request.onProgress
    })
    return { ...(await statusOf(opened)), unread, broken, leftOut }
  })
}

/** Works on a queue until it is empty. @throws {@link UserError} when this project has another version of the function */
export async function work(
  request: QueueRequest & { settings: string; concurrency: number; clock?: Clock; fetch?: PlainFetch }
): Promise<QueueStatus & { here: number }> {
  const { root } = request
  return using(request, async (opened) => {
    const identity = (await opened.ledger.identity())!
    const { fn, code, source } = await compiled(root, identity.function)
    if (source !== identity.source)
      throw new UserError(
        'usage',
        `The queue ${opened.id} was begun with another version of ${identity.function} (${identity.source.slice(0, 19)}…) than is here.`,
        'Check out the commit that it was begun with.'
      )
    const { settings } = await settingsFor(root, fn, request.settings)
    const here = await workOnQueue({
      ...opened,
      ...{ code: code.text, settings, isBatch: code.batch, concurrency: request.concurrency },
      fetch: request.fetch ?? (nodeFetch as never),
      clock: request.clock ?? realClock,
      signal: request.signal,
      onState: request.onState,
      onProgress: request.onProgress
    })
    return { ...(await statusOf(opened)), here }
  })
}

export const status = (request: QueueRequest): Promise<QueueStatus> => using(request, statusOf)

/** Nothing more is sent, by any machine, until it is resumed; what is under way ends. */
export const pause = (request: QueueRequest): Promise<QueueStatus> =>
  using(request, async (opened) => {
    await opened.queue.pause()
    return statusOf(opened)
  })

export const resume = (request: QueueRequest): Promise<QueueStatus> =>
  using(request, async (opened) => {
    await opened.queue.resume()
    return statusOf(opened)
  })

/** Puts what failed on the queue again. */
export const retry = (request: QueueRequest): Promise<QueueStatus> =>
  using(request, async (opened) => {
    await opened.queue.retryJobs({ state: 'failed' })
    await opened.ledger.forgetFailed()
    return statusOf(opened)
  })

/**
 * Writes what failed to `.backfill/<id>/failed.ndjson`, as a backfill of files does.
 *
 * @throws {@link UserError} when it cannot be written there
 */
export const failed = (request: QueueRequest): Promise<QueueStatus & { file: string }> =>
  using(request, async (opened) => {
    const status = await statusOf(opened)
    const file = path.join('.backfill', opened.id, 'failed.ndjson')
    await writeFailedOf(opened.queue, path.join(request.root, file)).catch((error: unknown) => {
      throw asUserError(error, file)
    })
    return { ...status, file }
  })

async function compiled(root: string, name: string) {
  const config = await loadConfig(root)
  selectFunctions(config, [name])
  const fn = await resolveFunction(root, name, config.functions[name]!)
  const { code, manifest } = await compileFunction(root, fn)
  return { fn, code: { text: code, batch: fn.batch !== undefined }, source: manifest.sourceHash }
}

async function using<Result>(
  { url, id, onState }: QueueRequest,
  use: (opened: Opened) => Promise<Result>
): Promise<Result> {
  const redis = await openRedis(url, onState)
  let queue: CallQueue | undefined
  try {
    const name = id ?? (await onlyQueue(redis))
    queue = openQueue(redis, name)
    // Told by the connection that it shares.
    queue.on('error', () => undefined)
    return await use({ redis, id: name, queue, ledger: openLedger(redis, name) })
  } finally {
    await queue?.close()
    redis.disconnect()
  }
}

async function onlyQueue(redis: Redis): Promise<string> {
  const ids = (await listQueues(redis)).sort()
  if (ids.length === 1) return ids[0]!
  throw new UserError(
    'usage',
    ids.length === 0 ? 'Redis knows no backfill.' : `Redis knows ${ids.length} backfills: ${ids.join(', ')}.`,
    ids.length === 0
      ? 'Begin one: npm run backfill -- <function> --events FILES --queue … --live.'
      : 'Name one with --id.'
  )
}

async function statusOf({ id, queue, ledger }: Opened): Promise<QueueStatus> {
  const identity = await ledger.identity()
  if (!identity)
    throw new UserError('usage', `Redis knows no backfill "${id}".`, 'Correct --id, or leave it out.')
  const { read, isComplete } = await ledger.progress()
  const { wait = 0, active = 0 } = await queue.getJobCounts('wait', 'active')
  return {
    id,
    function: identity.function,
    events: read,
    isComplete,
    isPaused: await queue.isPaused(),
    ...(await ledger.counts()),
    reasons: await ledger.reasons(),
    repeats: identity.repeats,
    waiting: wait,
    active
  }
}
