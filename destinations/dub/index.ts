/**
 * Dub: short links that show which clicks became leads and sales.
 * https://dub.co/docs/integrations/segment
 */
import {
  isNotFound,
  pathSegment,
  requireToken,
  userToDelete,
  type Destination
} from 'segment-functions/runtime'
import { api } from './api.ts'
import { settings, type Settings } from './settings.ts'
import trackLead from './trackLead/index.ts'
import trackSale from './trackSale/index.ts'
import updateCustomer from './updateCustomer/index.ts'

const destination: Destination<Settings> = {
  name: 'Dub',
  slug: 'dub',
  mode: 'cloud',
  description: 'Send lead and sale conversions to Dub.',

  authentication: { scheme: 'custom', fields: settings },

  // Of the Pro plan, per key; Free has a tenth of it, larger plans have more.
  rateLimit: { requests: 600, seconds: 60, source: 'https://dub.co/docs/api-reference/rate-limits' },

  extendRequest: ({ settings }) => ({
    headers: { Authorization: `Bearer ${requireToken(settings.apiKey, 'API Key')}` }
  }),

  presets: [
    {
      name: 'Track a lead',
      type: 'automatic',
      partnerAction: 'trackLead',
      subscribe: 'type = "track" and event = "Sign Up"'
    },
    {
      name: 'Track a sale',
      type: 'automatic',
      partnerAction: 'trackSale',
      subscribe: 'type = "track" and event = "Order Completed"'
    },
    // Off unless segment.config.json names it: Dub answers 404 for everybody who is no customer there.
    {
      name: 'Update customers',
      type: 'automatic',
      partnerAction: 'updateCustomer',
      subscribe: 'type = "identify"'
    }
  ],

  actions: { trackLead, trackSale, updateCustomer },

  onDelete: async (request, { payload }) => {
    // Dub has the ids without the blanks around them, as leads and sales bring them.
    const id = userToDelete(payload).trim()
    try {
      // `ext_` tells Dub that the id is yours: https://dub.co/docs/api-reference/endpoint/delete-a-customer
      return await request(`${api}/customers/${pathSegment(`ext_${id}`)}`, { method: 'delete' })
    } catch (error) {
      if (isNotFound(error)) return undefined
      throw error
    }
  }
}

export default destination
