/**
 * Which events a request carries. A call with one event sends that event; the requests of a batch are told apart by the
 * texts that only one event of the batch has, such as its message id or its user.
 */
import { isObject } from '../runtime/author/text.ts'

/** What a request says: the values in its address and body, and the body as it was parsed. */
export interface ReadRequest {
  method: string
  url: string
  headers: Record<string, string>
  body: unknown
  values: Set<string>
}

/**
 * @param body - as text
 * @param headers - names in any case
 */
export function readRequest(
  method: string,
  url: string,
  body: string | undefined,
  headers: Record<string, string> = {}
): ReadRequest {
  const { pathname, searchParams } = new URL(url)
  const parsed = parseBody(body ?? '')
  const values = new Set([...pathname.split('/').map(decode), ...searchParams.values(), ...leaves(parsed)])
  const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  return { method, url, headers: Object.fromEntries(lowered), body: parsed, values }
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return /^[\w.%+-]+=/.test(text) ? Object.fromEntries(new URLSearchParams(text)) : text
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function leaves(value: unknown): string[] {
  if (Array.isArray(value) || isObject(value)) return Object.values(value).flatMap(leaves)
  return value === null || value === undefined ? [] : [String(value)]
}

/** Shorter values, such as a quantity, may stand in the request of another event by chance. */
const shortestMark = 4

/**
 * @param events - the events of one call
 * @returns for each event the values that tell it from the others of the call
 */
export function marksOf(events: unknown[]): Set<string>[] {
  const values = events.map((event) => new Set(leaves(event).filter((value) => value.length >= shortestMark)))
  const counts = new Map<string, number>()
  for (const value of values.flatMap((own) => [...own])) counts.set(value, (counts.get(value) ?? 0) + 1)
  return values.map((own) => new Set([...own].filter((value) => counts.get(value) === 1)))
}

/** An event that a request carries. */
export interface CarriedEvent {
  /** In its call. */
  index: number
  /** What of the body is the event's. */
  body: unknown
  /** The address and that, as a text. */
  part: string
}

/**
 * @param marks - of the events of the call, from {@link marksOf}
 * @returns the events that the request carries, with what of the request is theirs
 */
export function eventsIn(request: ReadRequest, marks: Set<string>[]): CarriedEvent[] {
  return marks.flatMap((own, index) => {
    if (marks.length > 1 && ![...own].some((mark) => request.values.has(mark))) return []
    const body = partWith(request.body, own)
    return [{ index, body, part: `${request.method} ${request.url} ${JSON.stringify(body)}` }]
  })
}

/**
 * The element of a list that holds one of the marks, the whole body where none does: an event is the same part in the
 * company of others and alone.
 */
function partWith(body: unknown, marks: Set<string>): unknown {
  const lists = Object.values(isObject(body) ? body : {}).filter(Array.isArray) as unknown[][]
  const elements = Array.isArray(body) ? (body as unknown[]) : lists.flat()
  return elements.find((element) => leaves(element).some((value) => marks.has(value))) ?? body
}
