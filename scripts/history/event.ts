/** One record of the past as an event. */
import { isObject } from '../runtime/author/text.ts'

/** @returns undefined for what is no event: no JSON, no object, or one without a type */
export function parseEvent(text: string): Record<string, unknown> | undefined {
  try {
    const event: unknown = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text)
    return isObject(event) && typeof event.type === 'string' ? event : undefined
  } catch {
    return undefined
  }
}
