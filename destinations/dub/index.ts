/**
 * Dub: short links that show which clicks became leads and sales.
 * https://dub.co/docs/integrations/segment
 */
import { PayloadValidationError } from '@segment/actions-core'
import { isNotFound, pathSegment, requireToken, type Destination } from 'segment-functions/runtime'
import { api } from './api.ts'
import { settings, type Settings } from './settings.ts'
import trackLead from './trackLead/index.ts'
import trackSale from './trackSale/index.ts'

const destination: Destination<Settings> = {
  name: 'Dub',
  slug: 'dub',
  mode: 'cloud',
  description: 'Send lead and sale conversions to Dub.',

  authentication: { scheme: 'custom', fields: settings },

  extendRequest: ({ settings }) => ({
    headers: { Authorization: `Bearer ${requireToken(settings.apiKey, 'API Key')}` }
  }),

  presets: [
    {
      name: 'Track a lead',
      partnerAction: 'trackLead',
      subscribe: 'type = "track" and event = "Sign Up"',
      type: 'automatic'
    },
    {
      name: 'Track a sale',
      partnerAction: 'trackSale',
      subscribe: 'type = "track" and event = "Order Completed"',
      type: 'automatic'
    }
  ],

  actions: { trackLead, trackSale },

  onDelete: (request, { payload }) => {
    // Any event may come here unchecked; a number counts as its text.
    const { userId }: { userId?: unknown } = payload
    const id = typeof userId === 'string' || typeof userId === 'number' ? String(userId).trim() : ''
    if (id === '')
      throw new PayloadValidationError('The delete event has no userId, so there is nobody to delete.')
    // `ext_` tells Dub that the id is yours: https://dub.co/docs/api-reference/endpoint/delete-a-customer
    return request(`${api}/customers/${pathSegment(`ext_${id}`)}`, { method: 'delete' }).catch(
      (error: unknown) => {
        if (!isNotFound(error)) throw error
      }
    )
  }
}

export default destination
