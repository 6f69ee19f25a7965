/** Mappings in words: where a field takes its value from, such as "`context.traits.email`, else `properties.email`". */
import { isDeepStrictEqual } from 'node:util'
import { isObject } from '../runtime/author/text.ts'
import { code } from './markdown.ts'

/**
 * @param mapping - a directive, a fixed value, or an object of them
 * @returns words for the usual directives, the directive itself as JSON for the others; empty without a mapping
 */
export function mappingInWords(mapping: unknown): string {
  if (mapping === undefined) return ''
  const chain = chainOf(mapping)
  if (chain) return chain.map(mappingInWords).join(', else ')
  const path = pathOf(mapping)
  if (path === undefined) return code(JSON.stringify(mapping))
  return path === '' ? 'the whole event' : code(path)
}

/** Whether a mapping is an object with a mapping for each key, which needs a table of its own. */
export const isTable = (mapping: unknown): mapping is Record<string, unknown> =>
  isObject(mapping) &&
  Object.keys(mapping).length > 0 &&
  Object.keys(mapping).every((key) => !key.startsWith('@'))

/** The path of an `@path` in an event, without its `$.`. */
function pathOf(mapping: unknown): string | undefined {
  if (!isObject(mapping) || typeof mapping['@path'] !== 'string') return undefined
  return mapping['@path'].replace(/^\$\.?/, '')
}

/** The steps of `@if`s that take a value when it is there and go on to the next one otherwise, as `first` writes them. */
function chainOf(mapping: unknown): unknown[] | undefined {
  if (!isObject(mapping) || !isObject(mapping['@if'])) return undefined
  const { exists, blank, then, else: otherwise } = mapping['@if']
  if (then === undefined || otherwise === undefined) return undefined
  if (!isDeepStrictEqual(exists ?? blank, then)) return undefined
  return [then, ...(chainOf(otherwise) ?? [otherwise])]
}
