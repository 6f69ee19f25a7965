/**
 * Links that were made, changed or deleted. Who did so is a member of the workspace and no customer, so the link speaks for
 * itself, unless it is a partner's.
 */
import { idAt, required, type Json, type SourceMessage } from 'segment-functions/runtime'
import { envelopeOf } from './envelope.ts'

export function linkChanged(link: Json, webhook: Json): SourceMessage[] {
  const partnerId = idAt(link, 'partnerId')
  // Never both: Segment would take the link for a device of the partner.
  const subject = partnerId ? { userId: partnerId } : { anonymousId: required(idAt, link, 'id') }
  return [{ type: 'track', ...subject, ...envelopeOf(webhook), properties: { link } }]
}
