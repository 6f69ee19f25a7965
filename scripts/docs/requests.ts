/**
 * The requests of a preset as the fixtures show them, with names in the place of what comes from settings and events:
 * `DELETE https://api.dub.co/customers/ext_{userId}`.
 */
import { isObject } from '../runtime/author/text.ts'
import type { ExpectedRequest } from '../host/exchange.ts'
import type { Case } from './cases.ts'

export interface RequestPattern {
  method: string
  url: string
  /** Whether most events lead to it, not only some. */
  usual: boolean
}

/** @param cases - single events that one preset takes, or deletions */
export function requestPatterns(cases: Case[]): RequestPattern[] {
  const sending = cases.filter(({ fixture }) => fixture.exchanges.length > 0)
  const patterns = new Map<string, { count: number; urls: Map<string, number>; method: string }>()
  for (const one of sending) {
    const seen = new Set<string>()
    for (const { request } of one.fixture.exchanges) {
      const url = withNames(request, one)
      // One and the same place in a URL may have several sources: an account id is a user's id where there is none.
      const key = `${request.method} ${url.replace(/\{[^}]*\}/g, '{}')}`
      const pattern = patterns.get(key) ?? {
        count: 0,
        urls: new Map<string, number>(),
        method: request.method
      }
      if (!seen.has(key)) pattern.count += 1
      pattern.urls.set(url, (pattern.urls.get(url) ?? 0) + 1)
      patterns.set(key, pattern)
      seen.add(key)
    }
  }
  return [...patterns.values()]
    .sort((one, other) => other.count - one.count)
    .map(({ method, urls, count }) => ({
      method,
      url: [...urls].sort(([, one], [, other]) => other - one)[0]![0],
      usual: count * 2 > sending.length
    }))
}

/** Names what a URL takes from the settings or the event; the rest is the same in every request. */
function withNames({ url }: ExpectedRequest, { fixture, fn }: Case): string {
  const names = new Map<string, string>()
  for (const event of fixture.events) addIds(names, event, [])
  for (const { key, default: fallback } of fn.settingSpecs) {
    const value = trimmed(fixture.settings[key]) || trimmed(fallback)
    if (/^https?:/.test(value) && new URL(value).href === new URL(url).href) return `{${key}}`
    if (value !== '') names.set(value, key)
  }
  const [address = '', query] = url.split('?')
  const [scheme, empty, host, ...path] = address.split('/')
  const named = path.map((segment) => withName(decodeURIComponent(segment).trim(), names) ?? segment)
  return [scheme, empty, host, ...named].join('/') + (query === undefined ? '' : `?${query}`)
}

const trimmed = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

/** A vendor may want a mark before an id, such as Dub's `ext_`. */
function withName(segment: string, names: Map<string, string>): string | undefined {
  const name = names.get(segment)
  if (name !== undefined) return `{${name}}`
  const [, mark, id] = /^([a-z]+_)(.+)$/su.exec(segment) ?? []
  return id !== undefined && names.has(id) ? `${mark!}{${names.get(id)!}}` : undefined
}

/** Collects ids by their value; the userId goes before others that happen to be equal. */
function addIds(names: Map<string, string>, value: unknown, keys: string[]): void {
  if (isObject(value)) for (const [key, inner] of Object.entries(value)) addIds(names, inner, [...keys, key])
  const text = typeof value === 'number' ? String(value) : trimmed(value)
  if (text === '' || !/id$/i.test(keys.at(-1) ?? '')) return
  const name = keys.join('.')
  if (name === 'userId' || !names.has(text)) names.set(text, name)
}
