/**
 * The call that delivers events of one user, and what to do when SaaSquatch does not know that user yet.
 *
 * https://docs.saasquatch.com/api/methods#trackEvent
 */
import type { JSONLikeObject, ModifiedResponse, RequestClient } from '@segment/actions-core'
import { filled, isNotFound } from 'segment-functions/runtime'
import { credentials, userUrl, type UserKey } from '../api.ts'
import { person, type PersonTraits } from '../person.ts'
import type { Settings } from '../settings.ts'
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
  settings: Settings,
  { user, traits, idempotencyKey, events }: UserEvents
): Promise<ModifiedResponse<JSONLikeObject>> {
  const url = userUrl(settings, user)
  const json = { ...user, idempotencyKey: filled(idempotencyKey), events }
  const send = () =>
    request<JSONLikeObject>(`${url}/events`, { method: 'post', ...credentials(settings), json })
  try {
    return await send()
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
  const newUser = { id: user.userId, accountId: user.accountId, ...person(traits) }
  await request(url, { method: 'put', ...credentials(settings), json: newUser })
  return await send()
}
