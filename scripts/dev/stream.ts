/** What the page is told as it happens, by server-sent events: rows of events, what waits, the state of the functions. */
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Session } from './session.ts'

/** So often at most, in ms: what happened in between comes together. */
const pauseMs = 40

/** In one message; a page draws between them. */
const rowsAMessage = 1_000

/** A page that comes back to another run of `dev` must not take its ids for those that it knows. */
const run = randomUUID()

/** Of functions that have not kept up, or do not. */
export type Queues = Record<string, { waiting: number; dropped: number }>

/**
 * Sends `rows` (a list, each again when more is known of it), `queues`, `state` and `cleared`.
 *
 * @param stateOf - the state at the moment
 */
export function streamOf(session: Session, stateOf: () => object, context: Context): Response {
  return streamSSE(context, async (stream) => {
    const [lastRun, last] = (context.req.header('last-event-id') ?? '').split(' ')
    const after = lastRun === run ? Number(last) : Number(context.req.query('after') ?? Infinity)
    const news = new Set(session.deliveries.after(after))
    let isStateNew = true
    let isCleared = lastRun !== undefined && lastRun !== '' && lastRun !== run
    let queues = '{}'
    let wake = (): void => undefined
    const stop = session.onHappening((happening) => {
      switch (happening.kind) {
        case 'event':
          news.add(happening.id)
          // An onlooker that reads slower than events come gets the latest.
          if (news.size > session.deliveries.most) news.delete(news.values().next().value!)
          break
        case 'state':
          isStateNew = true
          break
        case 'cleared':
          news.clear()
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
      while (news.size > 0 && isOpen) {
        const ids = [...news].slice(0, rowsAMessage)
        for (const id of ids) news.delete(id)
        const rows = ids.flatMap((id) => session.shownRow(id) ?? [])
        const id = `${run} ${Math.max(...ids)}`
        await stream.writeSSE({ event: 'rows', id, data: JSON.stringify(rows) })
      }
      const now = JSON.stringify(queuesOf(session))
      if (now !== queues) await stream.writeSSE({ event: 'queues', data: (queues = now) })
      await new Promise<void>((resolve) => {
        wake = resolve
        if (news.size > 0 || isStateNew || isCleared || !isOpen) resolve()
      })
      await wait(pauseMs)
    }
  })
}

/** So few wait for a moment only. */
const fewWaiting = 100

export const queuesOf = (session: Session): Queues =>
  Object.fromEntries(
    session
      .destinations()
      .filter(({ line }) => line.length > fewWaiting || line.dropped > 0)
      .map(({ name, line }) => [name, { waiting: line.length, dropped: line.dropped }])
  )
