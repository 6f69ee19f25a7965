/**
 * The addresses of SaaSquatch's open endpoints, whose paths hold the tenant, the account and the user.
 *
 * https://docs.saasquatch.com/api/methods
 */
import { pathSegment, requireSetting } from 'segment-functions/runtime'
import type { SaaSquatchSettings } from './settings.ts'

/** A user of SaaSquatch belongs to an account; for most tenants both ids are the same. */
export interface UserKey {
  accountId: string
  userId: string
}

/**
 * The address of a user.
 *
 * @throws PayloadValidationError when the tenant alias is unset, or an id cannot stand in a path
 */
export function userUrl({ tenantAlias }: SaaSquatchSettings, { accountId, userId }: UserKey): string {
  const tenant = pathSegment(requireSetting(tenantAlias, 'Tenant Alias'))
  const account = pathSegment(accountId)
  const user = pathSegment(userId)
  return `https://app.referralsaasquatch.com/api/v1/${tenant}/open/account/${account}/user/${user}`
}
