/**
 * SaaSquatch's open endpoints: their addresses, whose paths hold the tenant, the account and the user, and their key.
 *
 * https://docs.saasquatch.com/api/methods
 */
import { firstFilled, pathSegment, requireSetting, requireText } from 'segment-functions/runtime'
import type { Settings } from './settings.ts'

/** A user of SaaSquatch belongs to an account; for most tenants both ids are the same. */
export interface UserKey {
  accountId: string
  userId: string
}

/**
 * The user of a call; an account id of blanks counts as absent.
 *
 * @param payload - the mapped ids, and where else an account id may stand, in order
 */
export const userKey = ({
  accountId,
  otherAccountIds = {},
  userId
}: UserKey & { otherAccountIds?: Record<string, unknown> }): UserKey => ({
  accountId: firstFilled(accountId, ...Object.values(otherAccountIds)) ?? userId,
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
