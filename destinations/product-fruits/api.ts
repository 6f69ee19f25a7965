/**
 * The REST API of Product Fruits: its address, its key, and who a call is about.
 */
import { PayloadValidationError } from '@segment/actions-core'
import { filled, requireToken, type Fields, type PayloadOf } from 'segment-functions/runtime'
import type { Settings } from './settings.ts'

export const api = 'https://api.productfruits.com/v1'

/**
 * @throws PayloadValidationError when the REST API key is empty or cannot be sent
 * @see https://help.productfruits.com/en/article/rest-api-authentication
 */
export const authorization = (settings: Settings) => ({
  Authorization: `Bearer ${requireToken(settings.apiKey, 'REST API key')}`
})

/** The fields that say which user a call is about; each action adds where it finds the e-mail. */
export const userFields = {
  usernameSource: {
    label: 'Username Source',
    description:
      'What the usernames in Product Fruits are: user IDs or e-mail addresses. With "email", the user ID stands in when there is no e-mail.',
    type: 'string',
    choices: [
      { label: 'The user ID', value: 'userId' },
      { label: 'The e-mail address', value: 'email' }
    ],
    default: 'userId'
  },
  userId: {
    label: 'User ID',
    description: "The user's ID. An anonymous ID never becomes a username.",
    type: 'string',
    default: { '@path': '$.userId' }
  }
} satisfies Fields

/**
 * The unique key of a user in Product Fruits.
 *
 * @throws PayloadValidationError when the event has none
 */
export function usernameOf(payload: PayloadOf<typeof userFields> & { email?: string }): string {
  const byEmail = payload.usernameSource === 'email'
  const username = (byEmail && filled(payload.email)) || filled(payload.userId)
  if (!username)
    throw new PayloadValidationError(
      byEmail
        ? 'The event has neither an e-mail nor a userId, so Product Fruits cannot tell whom it is about.'
        : 'The event has no userId, so Product Fruits cannot tell whom it is about.'
    )
  return username
}
