/**
 * Mapping directives that would be long to write out by hand. They are data of the definition, so nothing here ships.
 */
import type { JSONObject } from '@segment/actions-core'

const chain = (test: 'blank' | 'exists', paths: string[], otherwise?: string): JSONObject => {
  const [path, ...rest] = paths
  const value = { '@path': path! }
  if (rest.length === 0 && otherwise === undefined) return value
  const next = rest.length === 0 ? otherwise! : chain(test, rest, otherwise)
  return { '@if': { [test]: value, then: value, else: next } }
}

/**
 * The value at the first path that is not blank; the last path's value is taken as it is.
 *
 * Blank is what actions-core's `@if` with `blank` says: undefined, null, "", 0, false and an empty list.
 *
 * @param paths - `$.context.traits.email`, …
 */
export const first = (...paths: string[]): JSONObject => chain('blank', paths)

/** Like {@link first}, with a last word when every path is blank. */
export const firstOr = (otherwise: string, ...paths: string[]): JSONObject => chain('blank', paths, otherwise)

/** The value at the first path that is neither undefined nor null; the last path's value is taken as it is. */
export const firstSet = (...paths: string[]): JSONObject => chain('exists', paths)
