/** What a list of events shows of each: far less than an event and what became of it, so that thousands a second can be told. */
import type { Arrived, Result } from './entry.ts'

export interface Row {
  id: number
  type: string
  /** The event's name, or the page's. */
  title: string
  detail: string
  from: string
  receivedAt: string
  marks: { function: string; mark: Mark; presets: string[] }[]
  pending: number
}

export type Mark = 'delivered' | 'discarded' | 'retried' | 'passed'

/** An action that has no use for an event takes it as little as a preset whose condition fails. */
export const markOf = ({ outcome, error }: Pick<Result, 'outcome' | 'error'>): Mark =>
  error?.name === 'EventNotSupported' ? 'passed' : outcome

/** @param pending - how many functions get it */
export function rowOf(id: number, { event, from, receivedAt }: Arrived, pending: number): Omit<Row, 'marks'> {
  const user = String(event.userId ?? event.anonymousId ?? '')
  const properties = (event.properties ?? {}) as Record<string, unknown>
  const titles = [event.event, event.name, event.type === 'page' && properties.title]
  const title = titles.find((one) => typeof one === 'string' && one !== '')
  const amount = properties.revenue ?? properties.total ?? properties.path
  return {
    id,
    type: event.type,
    title: typeof title === 'string' ? title : event.type,
    detail: [user, amount === undefined ? '' : String(amount)].filter(Boolean).join(' · '),
    from,
    receivedAt,
    pending
  }
}
