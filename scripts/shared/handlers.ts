/**
 * The handlers a function can have (Segment: Functions, Destination functions, Source functions). The compiler writes them,
 * the host calls them, and a plan compares them.
 */
import type { EventType } from '../runtime/author/types.ts'

/** The handler of each event type. */
export const eventHandlers = {
  identify: 'onIdentify',
  track: 'onTrack',
  page: 'onPage',
  screen: 'onScreen',
  group: 'onGroup',
  alias: 'onAlias',
  delete: 'onDelete'
} as const satisfies Record<EventType, string>

/** With `onBatch`, in the order in which Segment's loader takes them as parameters. */
export const handlerNames = [...Object.values(eventHandlers), 'onBatch'] as const

export type HandlerName = (typeof handlerNames)[number]

/** The one handler of a source function. */
export const requestHandler = 'onRequest'
