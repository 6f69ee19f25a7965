/**
 * What vendors recognise as a repeat: an event that they accept twice counts once, if its key is the same. Which key that
 * is, the action says (`idempotencyKey`); where it says nothing, every request counts but those that change nothing.
 */
import type { ResolvedFunction } from '../compile/types.ts'
import { takes } from '../explain/index.ts'
import { isObject } from '../runtime/author/text.ts'
import type { Action, IdempotencyKey, SegmentEvent, SentRequest } from '../runtime/author/types.ts'
import type { ReadRequest } from './attribution.ts'

/**
 * @param event - one that the request carries
 * @param part - what of the body is the event's, as a batch may list several events
 * @returns what tells a repeat of the request for the vendor, undefined when it would count a repeat again
 */
export type RepeatKey = (request: ReadRequest, event: SegmentEvent, part?: unknown) => string | undefined

/**
 * @returns the key by the actions of the presets that take the event. Which of them made a request cannot be seen from
 *   outside: the first that knows a key in it decides.
 */
export function repeatKeyOf({
  definition,
  subscriptions
}: Pick<ResolvedFunction, 'definition' | 'subscriptions'>): RepeatKey {
  return (request, event, part = request.body) => {
    const { host, pathname } = new URL(request.url)
    const takers = subscriptions.filter(({ condition }) => takes(condition, event))
    for (const { action } of takers) {
      const { idempotencyKey } = definition.actions[action] as Action<unknown, unknown>
      if (idempotencyKey === undefined) continue
      // A key of the whole request goes before that of one event in it.
      const key = keyIn(idempotencyKey, request, request.body) ?? keyIn(idempotencyKey, request, part)
      if (key !== undefined) return `${host}${pathname} ${JSON.stringify(key)}`
    }
    return repeatKey(request)
  }
}

/** To put or delete the same again changes nothing (RFC 9110, 9.2.2). */
export const repeatKey = ({ method, url, body }: ReadRequest): string | undefined =>
  method === 'PUT' || method === 'DELETE' ? `${method} ${url} ${JSON.stringify(body)}` : undefined

function keyIn(key: IdempotencyKey, { method, url, headers }: ReadRequest, body: unknown): unknown {
  const request: SentRequest = { method, url, headers, body: isObject(body) ? body : {} }
  const value =
    typeof key === 'function'
      ? key(request)
      : (request.body[key] ?? new URL(url).searchParams.get(key) ?? headers[key.toLowerCase()])
  return value ?? undefined
}
