/**
 * Product Fruits: users and events for tours, checklists and surveys.
 * https://help.productfruits.com/en/article/segmentio-integration
 */
import {
  isNotFound,
  pathSegment,
  SkippedEvent,
  userToDelete,
  type Destination
} from 'segment-functions/runtime'
import forwardEvent from './forwardEvent/index.ts'
import identifyUser from './identifyUser/index.ts'
import { api, authorization } from './api.ts'
import { settings, type Settings } from './settings.ts'
import trackEvent from './trackEvent/index.ts'

const destination: Destination<Settings> = {
  name: 'Product Fruits',
  slug: 'product-fruits',
  mode: 'cloud',
  description: 'Send user information and events to Product Fruits.',

  authentication: { scheme: 'custom', fields: settings },

  // From a third party's description of the API; the vendor publishes none.
  rateLimit: { requests: 5, seconds: 1, source: 'https://github.com/api-evangelist/product-fruits' },

  presets: [
    {
      name: 'Forward identify calls',
      type: 'automatic',
      partnerAction: 'forwardEvent',
      subscribe: 'type = "identify"'
    },
    {
      name: 'Forward track calls',
      type: 'automatic',
      partnerAction: 'forwardEvent',
      subscribe: 'type = "track"'
    },
    {
      name: 'Identify users (REST)',
      type: 'automatic',
      partnerAction: 'identifyUser',
      subscribe: 'type = "identify"'
    },
    {
      name: 'Track events (REST)',
      type: 'automatic',
      partnerAction: 'trackEvent',
      subscribe: 'type = "track"'
    }
  ],

  actions: { forwardEvent, identifyUser, trackEvent },

  onDelete: async (request, { payload, settings }) => {
    if (!settings.apiKey?.trim()) throw new SkippedEvent('deletion needs the setting "REST API key"')
    const url = `${api}/users/${pathSegment(userToDelete(payload))}`
    try {
      return await request(url, { method: 'delete', headers: authorization(settings) })
    } catch (error) {
      if (isNotFound(error)) return undefined
      throw error
    }
  }
}

export default destination
