/** What the page knows: the state of the functions and a row for each event, kept up to date by the server's stream. */
import type { State } from '../api.ts'
import type { Row as ServerRow } from '../rows.ts'
import type { Queues } from '../stream.ts'

export interface Row extends ServerRow {
  /** In small letters, for the search. */
  text: string
}

export type Unit = State['functions'][number]

/** As many as the server keeps. */
const mostRows = 10_000

export interface Store {
  /** The latest first. */
  rows: Row[]
  state: State | undefined
  /** Of functions that do not keep up. */
  queues: Queues
  connected: boolean
}

/** @param onChange - called at most once a frame */
export function openStore(onChange: (store: Store) => void): void {
  let store: Store = { rows: [], state: undefined, queues: {}, connected: false }
  const byId = new Map<number, Row>()
  let scheduled = false
  const change = (part: Partial<Store>): void => {
    store = { ...store, ...part }
    if (scheduled) return
    scheduled = true
    requestAnimationFrame(() => {
      scheduled = false
      onChange({ ...store, rows: [...byId.values()].reverse() })
    })
  }
  const put = (row: ServerRow): void => {
    byId.set(row.id, { ...row, text: wordsOf(row) })
    if (byId.size > mostRows) byId.delete(byId.keys().next().value!)
  }
  const stream = new EventSource('/api/stream?after=0')
  stream.onopen = () => change({ connected: true })
  stream.onerror = () => change({ connected: false })
  stream.addEventListener('rows', ({ data }) => {
    for (const row of JSON.parse(data as string) as ServerRow[]) put(row)
    change({})
  })
  stream.addEventListener('state', ({ data }) => change({ state: JSON.parse(data as string) as State }))
  stream.addEventListener('queues', ({ data }) => change({ queues: JSON.parse(data as string) as Queues }))
  stream.addEventListener('cleared', () => {
    byId.clear()
    change({})
  })
}

function wordsOf({ type, title, detail, from, marks }: ServerRow): string {
  const ofMarks = marks.flatMap(({ function: name, mark, presets }) => [
    filterFor(name, mark),
    ...(mark === 'passed' ? [] : presets.map((preset) => filterFor(name, preset)))
  ])
  return [type, title, detail, from, ...ofMarks].join(' ').toLowerCase()
}

/** What to type to see the events that ended so, or that a preset took. */
export const filterFor = (name: string, what: string): string => `${name}:${what.replaceAll(' ', '-')}`

/** With the status of the answer. */
export type AskError = Error & { status: number }

/** @throws AskError with the server's words */
export async function ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
  const value = (await answer.json()) as Answer & { error?: { message: string; hint?: string } }
  if (!answer.ok) {
    const words = [value.error?.message, value.error?.hint].filter(Boolean).join(' ')
    throw Object.assign(new Error(words), { status: answer.status })
  }
  return value
}
