/**
 * The call that delivers events of one user, and what to do when SaaSquatch does not know that user yet.
 *
 * https://docs.saasquatch.com/api/methods#trackEvent
 */
import type { JSONLikeObject, ModifiedResponse, RequestClient } from '@segment/actions-core'
import { isNotFound } from 'segment-functions/runtime'
import { person, type PersonTraits } from '../person.ts'
import type { SaaSquatchSettings } from '../settings.ts'
import { userUrl, type UserKey } from '../urls.ts'
import type { SquatchEvent } from './event.ts'

/** Events of one user, ready to be sent in one call. */
export interface UserEvents {
  user: UserKey
  /** What is known of the user, should it have to be made. */
  traits: PersonTraits
  idempotencyKey: string | undefined
  events: SquatchEvent[]
}

/**
 * Sends the events. When the user or its account is unknown, makes the user and sends them once more; a second 404 is
 * final.
 *
 * @throws HTTPError when SaaSquatch refuses the events or the user
 */
export async function sendEvents(
  request: RequestClient,
  settings: SaaSquatchSettings,
  { user, traits, idempotencyKey, events }: UserEvents
): Promise<ModifiedResponse<JSONLikeObject>> {
  const url = userUrl(settings, user)
  const json = { ...user, idempotencyKey: idempotencyKey || undefined, events }
  // Basic with an empty user name; older guides show the key as user name.
  const send = () =>
    request<JSONLikeObject>(`${url}/events`, { method: 'POST', password: settings.apiKey, json })
  try {
    return await send()
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
  const newUser = { id: user.userId, accountId: user.accountId, ...person(traits) }
  await request(url, { method: 'PUT', password: settings.apiKey, json: newUser })
  return await send()
}
