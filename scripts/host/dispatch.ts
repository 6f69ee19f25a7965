/** Chooses the handler of an event and calls it, as Segment's published loader does. */
import { functionErrors } from './function-errors.ts'
import { eventHandlers } from '../shared/handlers.ts'
import type { HandlerName } from '../shared/handlers.ts'
import type { Handlers } from './loader.ts'

/** What stands in for a handler that the code does not define (Segment: buildpack/boreal). */
function refuse(event: { type: string }): never {
  throw new functionErrors.EventNotSupported(`${event.type} not supported`)
}

export const defaultHandlers: Handlers<HandlerName> = {
  onIdentify: refuse,
  onTrack: refuse,
  onPage: refuse,
  onScreen: refuse,
  onGroup: refuse,
  onAlias: refuse,
  onDelete: refuse,
  onBatch: undefined
}

/**
 * @param warn - told what Segment passes over in silence: a type it does not know, a handler that is no function
 * @returns what the handler returned
 * @throws what the handler threw
 */
export async function dispatch(
  handlers: Handlers<HandlerName>,
  event: { type?: unknown },
  settings: unknown,
  warn: (message: string) => void
): Promise<unknown> {
  const type = String(event.type)
  if (!Object.hasOwn(eventHandlers, type)) {
    warn(`no handler belongs to the event type "${type}": Segment counts the event as delivered`)
    return undefined
  }
  const name = eventHandlers[type as keyof typeof eventHandlers]
  const handler = handlers[name]
  if (typeof handler !== 'function') {
    warn(`${name} is no function: Segment counts the event as delivered`)
    return undefined
  }
  return await handler(event, settings)
}
