/**
 * A referral has two sides. What happens to it is something the referred one did; who referred stands in the properties.
 */
import { idAt, required, UnusableWebhook, type Json, type SourceMessage } from 'segment-functions/runtime'
import { envelopeOf } from './envelope.ts'

export function referralChanged(referral: Json, webhook: Json): SourceMessage[] {
  // Users who were deleted are missing from their referrals.
  const userId = idAt(referral, 'referred.id') ?? idAt(referral, 'referrer.id')
  if (userId === undefined) throw new UnusableWebhook('it has neither "referred.id" nor "referrer.id"')
  required(idAt, referral, 'id')
  return [{ type: 'track', userId, ...envelopeOf(webhook), properties: referral }]
}
