/**
 * What two forms of a function make of one event, compared by kind: another outcome, requests that appear, vanish or go
 * elsewhere, and fields of their bodies.
 */
import type { OutcomeKind } from '../host/types.ts'
import { isObject } from '../runtime/author/text.ts'

/** A request as the simulated vendor saw it. */
export interface SeenRequest {
  method: string
  /** With the query. */
  url: string
  /** Names in lower case. */
  headers: Record<string, string>
  body?: string
}

/** What one form of the function came to. */
export interface Ending {
  outcome: OutcomeKind
  /** The name of what the handler threw. */
  error?: string
  requests: SeenRequest[]
}

export interface Difference {
  kind: 'outcome' | 'request' | 'field'
  /** What differences are grouped by: the place, without the values. */
  place: string
  /** In words, with the values of this event. */
  what: string
}

/**
 * @param before - what the form in use came to
 * @param after - what the form that is to replace it came to
 * @returns none when an upload would change nothing for the event
 */
export function differencesOf(before: Ending, after: Ending): Difference[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  return [...outcomeDifference(before, after), ...requestDifferences(before.requests, after.requests)]
}

function outcomeDifference(before: Ending, after: Ending): Difference[] {
  if (before.outcome === after.outcome && before.error === after.error) return []
  const [from, to] =
    before.outcome === after.outcome
      ? [`${before.outcome}: ${before.error}`, `${after.error}`]
      : [before.outcome, after.outcome]
  const what = `${from} -> ${to}`
  return [{ kind: 'outcome', place: what, what }]
}

function requestDifferences(before: SeenRequest[], after: SeenRequest[]): Difference[] {
  const { pairs, vanished, appeared } = pair(before, after)
  return [
    ...vanished.map((request) => requestDifference(`${nameOf(request)} vanishes`)),
    ...appeared.map((request) => requestDifference(`${nameOf(request)} appears`)),
    ...pairs.flatMap(([one, other]) => pairDifferences(one, other))
  ]
}

const requestDifference = (what: string): Difference => ({ kind: 'request', place: what, what })

/** Requests of the same method and path belong together, then those that are left in their order. */
function pair(
  before: SeenRequest[],
  after: SeenRequest[]
): { pairs: [SeenRequest, SeenRequest][]; vanished: SeenRequest[]; appeared: SeenRequest[] } {
  const left = [...after]
  const pairs: [SeenRequest, SeenRequest][] = []
  const unpaired = before.filter((request) => {
    const index = left.findIndex((other) => nameOf(other) === nameOf(request))
    if (index === -1) return true
    pairs.push([request, ...(left.splice(index, 1) as [SeenRequest])])
    return false
  })
  const moved = Math.min(unpaired.length, left.length)
  for (let index = 0; index < moved; index++) pairs.push([unpaired[index]!, left[index]!])
  return { pairs, vanished: unpaired.slice(moved), appeared: left.slice(moved) }
}

function pairDifferences(before: SeenRequest, after: SeenRequest): Difference[] {
  const [from, to] = [nameOf(before), nameOf(after)]
  const moves = from === to ? [] : [requestDifference(`${from} -> ${to}`)]
  const place = `${after.method} ${pathOf(after.url)}`
  return [
    ...moves,
    ...valueDifferences(`${place} ?`, queryOf(before.url), queryOf(after.url)),
    ...valueDifferences(`${place} header `, before.headers, after.headers),
    ...valueDifferences(`${place} `, contentOf(before), contentOf(after))
  ]
}

/** A part of a path that tells one event from another is no part of the kind. */
function nameOf({ method, url }: SeenRequest): string {
  return `${method} ${new URL(url).origin}${pathOf(url)}`
}

const pathOf = (url: string): string =>
  new URL(url).pathname.replaceAll(/[^/]+/g, (part) =>
    /\d|%|@/.test(part) && !/^v\d+$/.test(part) ? ':id' : part
  )

const queryOf = (url: string): Record<string, string> => Object.fromEntries(new URL(url).searchParams)

function contentOf({ body, headers }: SeenRequest): unknown {
  if (body === undefined) return undefined
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(body))
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}

/** @param prefix - what the names of fields are put behind; elements of lists count as one field */
function valueDifferences(prefix: string, before: unknown, after: unknown, path = ''): Difference[] {
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...keys].flatMap((key) =>
      valueDifferences(prefix, own(before, key), own(after, key), path === '' ? key : `${path}.${key}`)
    )
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length)
    return Array.from({ length }, (_, i) => valueDifferences(prefix, before[i], after[i], `${path}[]`)).flat()
  }
  if (before === after) return []
  const field = `${prefix}${path || 'body'}`
  return [{ kind: 'field', place: field, what: `${field}: ${shown(before)} -> ${shown(after)}` }]
}

const own = (object: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined

const longestValue = 60

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text
}
