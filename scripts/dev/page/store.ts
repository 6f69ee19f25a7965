/** What the page knows: the state of the functions and a row for each event, kept up to date by the server's stream. */
import type { State } from '../api.ts'
import type { Entry } from '../entries.ts'

/** What is shown of an event in the list and in the overview; the rest is asked for when it is opened. */
export interface Row {
  id: number
  type: string
  title: string
  detail: string
  from: string
  receivedAt: string
  marks: { function: string; mark: Mark; presets: string[] }[]
  pending: number
  /** In small letters, for the search. */
  text: string
}

export type Mark = 'delivered' | 'discarded' | 'retried' | 'passed'
export type Unit = State['functions'][number]

/** As many as the server keeps. */
const mostRows = 10_000

export interface Store {
  /** The latest first. */
  rows: Row[]
  state: State | undefined
  connected: boolean
}

/** @param onChange - called at most once a frame */
export function openStore(onChange: (store: Store) => void): void {
  let store: Store = { rows: [], state: undefined, connected: false }
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
  const put = (entry: Entry): void => {
    byId.set(entry.id, rowOf(entry))
    if (byId.size > mostRows) byId.delete(byId.keys().next().value!)
    change({})
  }
  const stream = new EventSource('/api/stream?after=0')
  stream.onopen = () => change({ connected: true })
  stream.onerror = () => change({ connected: false })
  stream.onmessage = ({ data }) => put(JSON.parse(data as string) as Entry)
  stream.addEventListener('arrived', ({ data }) => put(JSON.parse(data as string) as Entry))
  stream.addEventListener('state', ({ data }) => change({ state: JSON.parse(data as string) as State }))
  stream.addEventListener('cleared', () => {
    byId.clear()
    change({})
  })
}

/** An action that has no use for an event takes it as little as a preset whose condition fails. */
export const markOf = ({ outcome, error }: Entry['results'][number]): Mark =>
  error?.name === 'EventNotSupported' ? 'passed' : outcome

function rowOf({ id, event, from, receivedAt, results, pending }: Entry): Row {
  const user = String(event.userId ?? event.anonymousId ?? '')
  const properties = (event.properties ?? {}) as Record<string, unknown>
  const titles = [event.event, event.name, event.type === 'page' && properties.title]
  const title = titles.find((one) => typeof one === 'string' && one !== '')
  const amount = properties.revenue ?? properties.total ?? properties.path
  const detail = [user, amount === undefined ? '' : String(amount)].filter(Boolean).join(' · ')
  const marks = results.map((result) => ({
    function: result.function,
    mark: markOf(result),
    presets: result.presets
  }))
  const name = typeof title === 'string' ? title : event.type
  const words = [event.type, name, detail, from, ...marks.flatMap(wordsOf)]
  return {
    ...{ id, type: event.type, title: name, detail, from, receivedAt, marks, pending },
    text: words.join(' ').toLowerCase()
  }
}

/** As {@link filterFor} asks for them. */
const wordsOf = ({ function: name, mark, presets }: Row['marks'][number]): string[] => [
  `${name}:${mark}`,
  ...(mark === 'passed' ? [] : presets.map((preset) => filterFor(name, preset)))
]

/** What to type to see the events that ended so, or that a preset took. */
export const filterFor = (name: string, what: string): string => `${name}:${what.replaceAll(' ', '-')}`

/** @throws Error with the server's words */
export async function ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
  const value = (await answer.json()) as Answer & { error?: { message: string; hint?: string } }
  if (!answer.ok) throw new Error([value.error?.message, value.error?.hint].filter(Boolean).join(' '))
  return value
}
