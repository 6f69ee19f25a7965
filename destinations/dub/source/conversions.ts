/**
 * Clicks, and the customers who come of them. Their names in Segment and what they hold follow Dub's own integration, with
 * what that one leaves out: ids and times of its own, money in currency units, the metadata.
 */
import { compact, idAt, objectAt, required, textAt, timeAt, type Json } from 'segment-functions/runtime'
import type { SourceMessage } from 'segment-functions/runtime'
import { moneyAt } from './money.ts'
import { envelopeOf } from './envelope.ts'

export function linkClicked(data: Json, webhook: Json): SourceMessage[] {
  const { messageId, timestamp } = envelopeOf(webhook)
  const click = required(objectAt, data, 'click')
  return [
    {
      type: 'track',
      anonymousId: required(idAt, data, 'click.id'),
      messageId,
      timestamp: timeAt(data, 'click.timestamp') ?? timestamp,
      context: contextOf(data),
      properties: { click, link: objectAt(data, 'link') }
    }
  ]
}

export function leadCreated(data: Json, webhook: Json): SourceMessage[] {
  const { messageId, timestamp } = envelopeOf(webhook)
  const customer = required(objectAt, data, 'customer')
  const person = { ...personOf(data), timestamp, context: contextOf(data) }
  return [
    {
      type: 'identify',
      ...person,
      messageId: `${messageId}-identify`,
      traits: compact({
        name: textAt(customer, 'name'),
        email: textAt(customer, 'email'),
        avatar: textAt(customer, 'avatar'),
        createdAt: timeAt(customer, 'createdAt')
      })
    },
    { type: 'track', ...person, messageId, properties: propertiesOf(data, customer) }
  ]
}

export function saleCreated(data: Json, webhook: Json): SourceMessage[] {
  const customer = required(objectAt, data, 'customer')
  const sale = required(objectAt, data, 'sale')
  const { value, cents, currency } = moneyAt(data, 'sale.amount')
  return [
    {
      type: 'track',
      ...personOf(data),
      ...envelopeOf(webhook),
      context: contextOf(data),
      properties: {
        ...propertiesOf(data, customer),
        sale,
        revenue: value,
        amount_cents: cents,
        currency
      }
    }
  ]
}

/** A customer has an `externalId` once the shop gave one: only that is known to anybody but Dub. */
const personOf = (data: Json) => ({
  userId: idAt(data, 'customer.externalId'),
  anonymousId: idAt(data, 'click.id')
})

const propertiesOf = (data: Json, customer: Json): Json => ({
  // What the shop called it: "Sign up".
  eventName: textAt(data, 'eventName'),
  click: objectAt(data, 'click'),
  link: objectAt(data, 'link'),
  customer,
  partner: objectAt(data, 'partner'),
  metadata: data.metadata ?? undefined
})

/** Where the click came from, as Segment's spec calls it. */
const contextOf = (data: Json): Json | undefined =>
  compact({
    ip: textAt(data, 'click.ip'),
    userAgent: textAt(data, 'click.ua'),
    campaign: compact({
      name: textAt(data, 'link.utm_campaign'),
      source: textAt(data, 'link.utm_source'),
      medium: textAt(data, 'link.utm_medium'),
      term: textAt(data, 'link.utm_term'),
      content: textAt(data, 'link.utm_content')
    })
  })
