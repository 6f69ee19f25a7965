/**
 * What SaaSquatch sends when users join, refer each other and are rewarded. It repeats a webhook hourly until it is taken,
 * in no order. https://docs.saasquatch.com/api/webhooks/
 */
import type { SourceDefinition } from 'segment-functions/runtime'
import { couponCreated, exportChanged } from './programs.ts'
import { referralChanged } from './referrals.ts'
import { balanceChanged, rewardCreated } from './rewards.ts'
import { settings, type Settings } from './settings.ts'
import { userCreated } from './users.ts'
import { verify } from './verify.ts'

const source: SourceDefinition<Settings> = {
  name: 'SaaSquatch',
  description: 'Users, referrals and rewards from SaaSquatch.',

  settings,

  verify,

  eventOf: ({ type }) => type,

  events: {
    'user.created': {
      label: 'User Created',
      description: 'A user was created: an identify call.',
      send: userCreated
    },
    'referral.started': {
      label: 'Referral Started',
      description: 'Somebody who was referred signed up.',
      send: referralChanged
    },
    'referral.converted': {
      label: 'Referral Converted',
      description: 'Somebody who was referred did what the program asks for.',
      send: referralChanged
    },
    'referral.ended': {
      label: 'Referral Ended',
      description: 'A referral came to its end.',
      send: referralChanged
    },
    'reward.created': {
      label: 'Reward Created',
      description: 'A user got a reward.',
      send: rewardCreated
    },
    'user.reward.balance.changed': {
      label: 'Reward Balance Changed',
      description: 'A user has more or less to redeem.',
      send: balanceChanged
    },
    'coupon.created': {
      label: 'Coupon Created',
      description: 'A referral code was made.',
      send: couponCreated
    },
    'export.created': {
      label: 'Export Created',
      description: 'An export of data was asked for.',
      send: exportChanged
    },
    'export.completed': {
      label: 'Export Completed',
      description: 'An export of data can be fetched.',
      send: exportChanged
    }
  }
}

export default source
