/**
 * Tractionboard: visits, logins, payments and custom events for growth metrics.
 * https://segment.com/docs/connections/destinations/catalog/tractionboard/
 */
import type { Destination } from 'segment-functions/runtime'
import alias from './alias/index.ts'
import cancel from './cancel/index.ts'
import forwardEvent from './forwardEvent/index.ts'
import login from './login/index.ts'
import payment from './payment/index.ts'
import refund from './refund/index.ts'
import saveGroup from './saveGroup/index.ts'
import signup from './signup/index.ts'
import trackEvent from './trackEvent/index.ts'
import visit from './visit/index.ts'
import { settings, type Settings } from './settings.ts'

const actions = { visit, login, payment, refund, cancel, signup, trackEvent, saveGroup, alias, forwardEvent }

/** Each action has one preset, which subscribes to what the action is for. */
const preset = (name: string, partnerAction: keyof typeof actions) => ({
  name,
  partnerAction,
  subscribe: actions[partnerAction].defaultSubscription!,
  type: 'automatic' as const
})

const destination: Destination<Settings> = {
  name: 'Tractionboard',
  slug: 'tractionboard',
  mode: 'cloud',
  description: 'Send visits, logins, payments and custom events to Tractionboard.',

  authentication: { scheme: 'custom', fields: settings },

  presets: [
    preset('Page and screen views', 'visit'),
    preset('Identify users', 'login'),
    preset('Payments', 'payment'),
    preset('Refunds', 'refund'),
    preset('Cancellations', 'cancel'),
    preset('Sign-ups', 'signup'),
    preset('Custom events', 'trackEvent'),
    preset('Groups', 'saveGroup'),
    preset('Aliases', 'alias'),
    // Replaces all the others: beside them, every event would arrive twice.
    preset('Forward to Tractionboard', 'forwardEvent')
  ],

  actions
}

export default destination
