/** What the page is told as it happens, by server-sent events: rows of events, the state of the functions. */
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import { rowOf } from './rows.ts'
import type { Entry } from './entries.ts'
import type { Row } from './rows.ts'
import type { Session } from './session.ts'

/** So often at most, in ms: what happened in between comes together. */
const pauseMs = 40

/** In one message; a page draws between them. */
const rowsAMessage = 1_000

/** A page that comes back to another run of `dev` must not take its ids for those that it knows. */
const run = randomUUID()

/**
 * Sends `rows` (a list, each again when more is known of it), `state` and `cleared`.
 *
 * @param stateOf - the state at the moment
 */
export function streamOf(session: Session, stateOf: () => object, context: Context): Response {
  return streamSSE(context, async (stream) => {
    const shown = (entry: Entry): Row => session.redactAll(rowOf(entry))
    const [lastRun, last] = (context.req.header('last-event-id') ?? '').split(' ')
    const after = lastRun === run ? Number(last) : Number(context.req.query('after') ?? Infinity)
    const waiting = new Map(session.entries(after).map((entry) => [entry.id, entry]))
    let isStateNew = true
    let isCleared = lastRun !== undefined && lastRun !== '' && lastRun !== run
    let wake = (): void => undefined
    const stop = session.onHappening((happening) => {
      switch (happening.kind) {
        case 'arrived':
        case 'done':
          waiting.set(happening.entry.id, happening.entry)
          // An onlooker that reads slower than events come gets the latest.
          if (waiting.size > session.mostEntries) waiting.delete(waiting.keys().next().value!)
          break
        case 'state':
          isStateNew = true
          break
        case 'cleared':
          waiting.clear()
          isCleared = true
      }
      wake()
    })
    let isOpen = true
    stream.onAbort(() => {
      stop()
      isOpen = false
      wake()
    })
    while (isOpen) {
      if (isCleared) {
        isCleared = false
        await stream.writeSSE({ event: 'cleared', data: '{}' })
      }
      if (isStateNew) {
        isStateNew = false
        await stream.writeSSE({ event: 'state', data: JSON.stringify(stateOf()) })
      }
      while (waiting.size > 0 && isOpen) {
        const entries = [...waiting.values()].slice(0, rowsAMessage)
        for (const { id } of entries) waiting.delete(id)
        const id = `${run} ${Math.max(...entries.map((entry) => entry.id))}`
        await stream.writeSSE({ event: 'rows', id, data: JSON.stringify(entries.map(shown)) })
      }
      await new Promise<void>((resolve) => {
        wake = resolve
        if (waiting.size > 0 || isStateNew || isCleared || !isOpen) resolve()
      })
      await wait(pauseMs)
    }
  })
}
