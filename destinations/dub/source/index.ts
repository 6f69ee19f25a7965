/**
 * What Dub sends when a link is clicked and when something comes of it.
 * https://dub.co/docs/concepts/webhooks/event-types
 */
import { hmac, sameText, type SourceDefinition } from 'segment-functions/runtime'
import { leadCreated, linkClicked, saleCreated } from './conversions.ts'
import { linkChanged } from './links.ts'
import {
  applicationSubmitted,
  bountyChanged,
  commissionCreated,
  discountCodeChanged,
  partnerEnrolled,
  partnersMerged,
  payoutConfirmed
} from './partners.ts'
import { settings, type Settings } from './settings.ts'

const source: SourceDefinition<Settings> = {
  name: 'Dub',
  description: 'Clicks, leads, sales and partners from Dub.',

  settings,

  // https://dub.co/docs/concepts/webhooks/verify-webhook-requests
  verify: (request, { webhookSecret }) =>
    sameText(request.headers.get('dub-signature'), hmac('sha256', webhookSecret, request.text())),

  eventOf: ({ event }) => event,

  events: {
    'link.clicked': {
      label: 'Link Clicked',
      description: 'Somebody clicked a link.',
      send: linkClicked
    },
    'lead.created': {
      label: 'Lead Created',
      description: 'A click became a lead, such as a sign-up.',
      send: leadCreated
    },
    'sale.created': {
      label: 'Sale Created',
      description: 'A customer bought something.',
      send: saleCreated
    },
    'link.created': {
      label: 'Link Created',
      description: 'A link was made.',
      send: linkChanged
    },
    'link.updated': {
      label: 'Link Updated',
      description: 'A link was changed.',
      send: linkChanged
    },
    'link.deleted': {
      label: 'Link Deleted',
      description: 'A link was deleted.',
      send: linkChanged
    },
    'partner.application_submitted': {
      label: 'Partner Application Submitted',
      description: 'Somebody applied to become a partner.',
      send: applicationSubmitted
    },
    'partner.enrolled': {
      label: 'Partner Enrolled',
      description: 'A partner joined the program.',
      send: partnerEnrolled
    },
    'partner.merged': {
      label: 'Partner Merged',
      description: 'Two accounts of one partner became one.',
      send: partnersMerged
    },
    'commission.created': {
      label: 'Commission Created',
      description: 'A partner earned a commission; one that is taken back has a negative amount.',
      send: commissionCreated
    },
    'bounty.created': {
      label: 'Bounty Created',
      description: 'A bounty was offered to partners.',
      send: bountyChanged
    },
    'bounty.updated': {
      label: 'Bounty Updated',
      description: 'A bounty was changed.',
      send: bountyChanged
    },
    'payout.confirmed': {
      label: 'Payout Confirmed',
      description: 'A payout to a partner was confirmed.',
      send: payoutConfirmed
    },
    'discount_code.created': {
      label: 'Discount Code Created',
      description: 'A partner got a discount code.',
      send: discountCodeChanged
    },
    'discount_code.deleted': {
      label: 'Discount Code Deleted',
      description: 'A discount code of a partner was deleted.',
      send: discountCodeChanged
    }
  }
}

export default source
