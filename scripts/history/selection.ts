/** Which past events count: by type, name and time, or a sample that is the same in every run. */
import { UserError } from '../shared/errors.ts'

export interface Selection {
  types?: string[] | undefined
  /** Names of track events. */
  events?: string[] | undefined
  /** In ms since 1970; the event's own time counts. */
  from?: number | undefined
  to?: number | undefined
  /** One of so many. */
  sample?: number | undefined
}

/** @returns whether an event is wanted; one without a readable time is, unless times are asked for */
export function isSelected(event: Record<string, unknown>, selection: Selection): boolean {
  const { types, events, from, to, sample } = selection
  if (types && !types.includes(String(event.type))) return false
  if (events && !(event.type === 'track' && events.includes(String(event.event)))) return false
  if (from !== undefined || to !== undefined) {
    const time = Date.parse(String(event.timestamp ?? event.receivedAt))
    if (!(time >= (from ?? -Infinity) && time < (to ?? Infinity))) return false
  }
  return sample === undefined || hash(String(event.messageId ?? JSON.stringify(event))) % sample === 0
}

/** 32-bit FNV-1a: spreads ids evenly, and gives the same number in every run. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}

/**
 * @param text - `2026-01-31` (midnight UTC) or a time with a zone, `2026-01-31T10:00:00Z`
 * @throws {@link UserError} (usage) for anything else: a time without a zone means another moment on another machine
 */
export function readTime(text: string): number {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const time = Date.parse(text)
  if (Number.isNaN(time) || !(isDay || /(Z|[+-]\d{2}:?\d{2})$/i.test(text)))
    throw new UserError(
      'usage',
      `"${text}" is no time with a zone.`,
      'Write 2026-01-31 for midnight UTC, or 2026-01-31T10:00:00Z or …+02:00.'
    )
  return time
}

/**
 * @param text - `1/100`
 * @returns 100
 * @throws {@link UserError} (usage) for anything else
 */
export function readSample(text: string): number {
  const of = /^1\/([1-9]\d{0,8})$/.exec(text)?.[1]
  if (of === undefined)
    throw new UserError('usage', `"${text}" is no sample.`, 'Write 1/100 for one event in a hundred.')
  return Number(of)
}

/**
 * @param text - `5%`
 * @returns 0.05
 * @throws {@link UserError} (usage) for anything else
 */
export function readShare(text: string): number {
  const percent = /^(\d{1,3}(?:\.\d+)?)%$/.exec(text)?.[1]
  if (percent === undefined || Number(percent) > 100)
    throw new UserError('usage', `"${text}" is no share.`, 'Write 5% for five events in a hundred.')
  return Number(percent) / 100
}

/**
 * @param text - `5/s`, `100/m`
 * @returns how many a second
 * @throws {@link UserError} (usage) for anything else
 */
export function readRate(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,6})\/([sm])$/.exec(text) ?? []
  if (count === undefined)
    throw new UserError(
      'usage',
      `"${text}" is no rate.`,
      'Write 5/s or 100/m for requests a second or a minute.'
    )
  return Number(count) / (unit === 's' ? 1 : 60)
}
