/**
 * SaaSquatch's open endpoints: their addresses, whose paths hold the tenant, the account and the user, and their key.
 *
 * https://docs.saasquatch.com/api/methods
 */
import { filled, pathSegment, requireSetting, requireText } from 'segment-functions/runtime'
import type { Settings } from './settings.ts'

/** A user of SaaSquatch belongs to an account; for most tenants both ids are the same. */
export interface UserKey {
  accountId: string
  userId: string
}

/**
 * The user of a call; an account id of blanks counts as absent, as the user id then is the account id.
 *
 * @param payload - the mapped ids
 */
export const userKey = ({ accountId, userId }: UserKey): UserKey => ({
  accountId: filled(accountId) ?? userId,
  userId
})

/**
 * The address of a user.
 *
 * @throws PayloadValidationError when the tenant alias is unset, or an id is blank or cannot stand in a path
 */
export function userUrl({ tenantAlias }: Settings, { accountId, userId }: UserKey): string {
  const tenant = pathSegment(requireSetting(tenantAlias, 'Tenant Alias'))
  const user = pathSegment(requireText(userId, 'userId'))
  const account = pathSegment(accountId)
  return `https://app.referralsaasquatch.com/api/v1/${tenant}/open/account/${account}/user/${user}`
}

/**
 * HTTP Basic: the API key alone, with an empty user name (older guides show it as user name), or, as impact.com Advocate
 * documents it, behind the Account SID.
 * https://github.com/saasquatch/saasquatch-java-sdk
 */
export const credentials = ({ accountSid, apiKey }: Settings) => ({
  username: accountSid?.trim(),
  password: apiKey
})
