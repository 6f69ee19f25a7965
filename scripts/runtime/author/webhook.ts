/**
 * Reads the webhooks of a vendor: what is absent, null or blank is undefined, what has a shape nobody can use is said by
 * name. Nothing of a webhook may be taken for granted: vendors change, and anything can be posted to a public address.
 */
import { isBlank } from './blank.ts'
import { isObject } from './text.ts'
import type { Json } from './source.ts'

/** The webhook has not the shape the vendor publishes: it is refused, as it will not get better. */
export class UnusableWebhook extends Error {
  /** Segment's class for what this ends as. */
  override name = 'InvalidEventPayload'
}

/** The request does not come from the vendor, or not for these settings. */
export class UnverifiedWebhook extends Error {
  /** Segment's class for what this ends as. */
  override name = 'ValidationError'
}

/** @param path - keys with points between them: `customer.externalId` */
type Reader<T> = (from: Json, path: string) => T | undefined

/**
 * @param read - one of the readers below
 * @throws UnusableWebhook when there is nothing to read
 */
export function required<T>(read: Reader<T>, from: Json, path: string): T {
  const value = read(from, path)
  if (value === undefined) throw new UnusableWebhook(`"${path}" is missing`)
  return value
}

/** @throws UnusableWebhook for anything but an object */
export const objectAt: Reader<Json> = (from, path) => {
  const value = valueAt(from, path)
  if (value === undefined || isObject(value)) return value
  throw unusable(path, 'an object')
}

/** @throws UnusableWebhook for anything but a text */
export const textAt: Reader<string> = (from, path) => {
  const value = valueAt(from, path)
  if (value === undefined) return undefined
  if (typeof value === 'string') return isBlank(value) ? undefined : value
  throw unusable(path, 'a text')
}

/** An identifier: a text without blanks around it, or a number as its text. */
export const idAt: Reader<string> = (from, path) => {
  const value = valueAt(from, path)
  if (typeof value === 'number') return String(value)
  return textAt(from, path)?.trim()
}

/** @throws UnusableWebhook for anything but a number */
export const numberAt: Reader<number> = (from, path) => {
  const value = valueAt(from, path)
  if (value === undefined) return undefined
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw unusable(path, 'a number')
}

/** ISO 8601 as vendors write it: a date, with a time, with an offset. */
const isoTime = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/

/**
 * A time as ISO 8601 in UTC. The webhook may have it as such a text, where one without an offset counts as UTC, or as
 * milliseconds since 1970.
 *
 * @throws UnusableWebhook for what is no time
 */
export const timeAt: Reader<string> = (from, path) => {
  const value = typeof valueAt(from, path) === 'number' ? numberAt(from, path) : textAt(from, path)
  if (value === undefined) return undefined
  const time = new Date(typeof value === 'number' ? value : withOffset(value.trim()))
  if (Number.isNaN(time.getTime())) throw unusable(path, 'a time')
  return time.toISOString()
}

function withOffset(text: string): string {
  const match = isoTime.exec(text)
  if (!match) return ''
  return match[1] !== undefined || text.length === 'YYYY-MM-DD'.length ? text : `${text}Z`
}

/** Only own members count: a webhook can be asked for anything, `constructor` too. */
function valueAt(from: unknown, path: string): unknown {
  const value = path
    .split('.')
    .reduce<unknown>(
      (object, key) => (isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined),
      from
    )
  return value === null ? undefined : value
}

const unusable = (path: string, expected: string) => new UnusableWebhook(`"${path}" is not ${expected}`)
