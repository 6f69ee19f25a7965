/**
 * Partners of a Dub program, and what they are offered and paid. A partner's user id is Dub's id of the partner, as in Dub's
 * own integration.
 */
import { compact, idAt, objectAt, required, textAt, timeAt, type Json } from 'segment-functions/runtime'
import type { SourceMessage } from 'segment-functions/runtime'
import { envelopeOf } from './envelope.ts'
import { moneyAt } from './money.ts'

export function applicationSubmitted(data: Json, webhook: Json): SourceMessage[] {
  const { partner, ...application } = data
  return [
    {
      type: 'track',
      userId: required(idAt, data, 'partner.id'),
      ...envelopeOf(webhook),
      properties: { partner, application }
    }
  ]
}

export function partnerEnrolled(data: Json, webhook: Json): SourceMessage[] {
  const { links, ...partner } = data
  const { messageId, timestamp } = envelopeOf(webhook)
  const userId = required(idAt, data, 'id')
  return [
    {
      type: 'identify',
      userId,
      messageId: `${messageId}-identify`,
      timestamp,
      traits: compact({
        name: textAt(data, 'name'),
        email: textAt(data, 'email'),
        avatar: textAt(data, 'image'),
        createdAt: timeAt(data, 'createdAt')
      })
    },
    { type: 'track', userId, messageId, timestamp, properties: { partner, links } }
  ]
}

/** The source's account is gone, and all it did belongs to the target. */
export const partnersMerged = (data: Json, webhook: Json): SourceMessage[] => [
  {
    type: 'alias',
    previousId: required(idAt, data, 'sourcePartner.id'),
    userId: required(idAt, data, 'targetPartner.id'),
    ...envelopeOf(webhook)
  }
]

export function commissionCreated(data: Json, webhook: Json): SourceMessage[] {
  const { partner, customer, link, ...commission } = data
  const amount = moneyAt(data, 'amount')
  const earnings = moneyAt(data, 'earnings')
  return [
    {
      type: 'track',
      userId: required(idAt, data, 'partner.id'),
      ...envelopeOf(webhook),
      properties: {
        commission,
        partner,
        customer,
        link,
        // No `revenue`: the sale itself has it, and would count twice.
        amount: amount.value,
        amount_cents: amount.cents,
        earnings: earnings.value,
        earnings_cents: earnings.cents,
        currency: amount.currency
      }
    }
  ]
}

export function payoutConfirmed(data: Json, webhook: Json): SourceMessage[] {
  const { partner, ...payout } = data
  const { value, cents, currency } = moneyAt(data, 'amount')
  return [
    {
      type: 'track',
      userId: required(idAt, data, 'partner.id'),
      ...envelopeOf(webhook),
      properties: { payout, partner, amount: value, amount_cents: cents, currency }
    }
  ]
}

/** A bounty is offered to many and done by nobody yet. */
export const bountyChanged = (bounty: Json, webhook: Json): SourceMessage[] => [
  {
    type: 'track',
    anonymousId: required(idAt, bounty, 'id'),
    ...envelopeOf(webhook),
    properties: { bounty }
  }
]

export function discountCodeChanged(data: Json, webhook: Json): SourceMessage[] {
  const { discount, ...discountCode } = data
  return [
    {
      type: 'track',
      userId: required(idAt, data, 'partnerId'),
      ...envelopeOf(webhook),
      properties: { discountCode, discount: objectAt({ discount }, 'discount') }
    }
  ]
}
