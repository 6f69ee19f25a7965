/**
 * Properties as fields of a custom SaaSquatch event: free in shape, but for long texts and lists of lists.
 */
import { cut, isObject } from 'segment-functions/runtime'
import { camelCase } from './names.ts'

// SaaSquatch Help Center, Segment destination: texts are truncated to 1024 characters. (The API takes 1500 bytes.)
const textLength = 1024

/** Properties that say whose event it is. */
const accountNames = new Set(['account_id', 'accountId'])

/** @param properties - of a track call, of any shape */
export function customEventFields(properties: Record<string, unknown>): Record<string, unknown> {
  const fields = new Map<string, unknown>()
  for (const [property, value] of Object.entries(properties)) {
    const name = camelCase(property)
    if (!accountNames.has(property) && name !== '' && value !== null) fields.set(name, clean(value))
  }
  return Object.fromEntries(fields)
}

/** Cuts texts and drops lists inside lists, at every depth; names inside objects stay as they are. */
function clean(value: unknown): unknown {
  if (typeof value === 'string') return cut(value, textLength)
  if (Array.isArray(value)) return value.filter((item) => !Array.isArray(item)).map(clean)
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, clean(inner)]))
  return value
}
