/**
 * Product Fruits: users and events for tours, checklists and surveys.
 * https://help.productfruits.com/en/article/segmentio-integration
 */
import { PayloadValidationError } from '@segment/actions-core'
import { isNotFound, pathSegment, SkippedEvent, type Destination } from 'segment-functions/runtime'
import forwardEvent from './forwardEvent/index.ts'
import identifyUser from './identifyUser/index.ts'
import { api, authorization } from './rest.ts'
import { settings, type Settings } from './settings.ts'
import trackEvent from './trackEvent/index.ts'

const destination: Destination<Settings> = {
  name: 'Product Fruits',
  slug: 'product-fruits',
  mode: 'cloud',
  description: 'Send user information and events to Product Fruits.',

  authentication: { scheme: 'custom', fields: settings },

  presets: [
    {
      name: 'Forward identify calls',
      partnerAction: 'forwardEvent',
      subscribe: 'type = "identify"',
      type: 'automatic'
    },
    {
      name: 'Forward track calls',
      partnerAction: 'forwardEvent',
      subscribe: 'type = "track"',
      type: 'automatic'
    },
    {
      name: 'Identify users (REST)',
      partnerAction: 'identifyUser',
      subscribe: 'type = "identify"',
      type: 'automatic'
    },
    {
      name: 'Track events (REST)',
      partnerAction: 'trackEvent',
      subscribe: 'type = "track"',
      type: 'automatic'
    }
  ],

  actions: { forwardEvent, identifyUser, trackEvent },

  onDelete: (request, { payload, settings }) => {
    if (!settings.apiKey?.trim()) throw new SkippedEvent('deletion needs the setting "REST API key"')
    // Any event may come here unchecked; a number counts as its text.
    const { userId }: { userId?: unknown } = payload
    if ((typeof userId !== 'string' && typeof userId !== 'number') || userId === '')
      throw new PayloadValidationError('The delete event has no userId, so there is nobody to delete.')
    return request(`${api}/users/${pathSegment(String(userId))}`, {
      method: 'delete',
      headers: authorization(settings)
    }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error
    })
  }
}

export default destination
