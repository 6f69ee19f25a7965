/**
 * SaaSquatch (impact.com Advocate): referral and loyalty programs. Users and their events go to its open endpoints.
 *
 * https://docs.saasquatch.com/api
 */
import { isNotFound, requireSetting, userToDelete, type Destination } from 'segment-functions/runtime'
import { credentials, userUrl } from './api.ts'
import forwardEvent from './forwardEvent/index.ts'
import { settings, type Settings } from './settings.ts'
import trackEvent from './trackEvent/index.ts'
import upsertUser from './upsertUser/index.ts'

const destination: Destination<Settings> = {
  name: 'SaaSquatch',
  slug: 'saasquatch',
  mode: 'cloud',
  description: 'Keep users up to date in SaaSquatch and send it the events that move referrals along.',

  authentication: { scheme: 'custom', fields: settings },

  presets: [
    {
      name: 'Upsert users',
      type: 'automatic',
      partnerAction: 'upsertUser',
      subscribe: 'type = "identify" and userId != null'
    },
    {
      name: 'Track events',
      type: 'automatic',
      partnerAction: 'trackEvent',
      subscribe: 'type = "track" and userId != null'
    },
    // Takes the place of the other two; with all three every event would arrive twice.
    {
      name: 'Forward to SaaSquatch',
      type: 'automatic',
      partnerAction: 'forwardEvent',
      subscribe: '(type = "identify" or type = "track") and userId != null'
    }
  ],

  actions: { upsertUser, trackEvent, forwardEvent },

  onDelete: async (request, { payload, settings }) => {
    requireSetting(settings.tenantAlias, 'Tenant Alias')
    const userId = userToDelete(payload)
    // A deletion does not say which account the user shares, if any.
    const url = userUrl(settings, { accountId: userId, userId })
    try {
      // doNotTrack=true would bar the user from ever being registered again.
      return await request(`${url}?doNotTrack=false`, { method: 'delete', ...credentials(settings) })
    } catch (error) {
      if (isNotFound(error)) return undefined
      throw error
    }
  }
}

export default destination
