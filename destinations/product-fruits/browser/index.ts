/**
 * Product Fruits in the page: what users do in tours, checklists and surveys becomes events of Segment, and Product
 * Fruits learns who `analytics.identify` named.
 * https://help.productfruits.com/en/article/segmentio-integration
 */
import type { BrowserDestinationDefinition } from '@segment/browser-destination-runtime/types'
import { hasConsent, type PageOptions } from 'segment-functions/runtime'
import { forwardEvents } from './forward-events.ts'
import identifyUser from './identifyUser/index.ts'
import { onReady, type User } from './script.ts'

export const destination: BrowserDestinationDefinition<PageOptions, { user?: User }> = {
  name: 'Product Fruits',
  mode: 'device',
  description: 'Events of Product Fruits to Segment, and who the user is to Product Fruits.',

  initialize: async (options) => {
    const client: { user?: User } = {}
    onReady((script) => {
      if (client.user) script.identifyUser?.(client.user)
      forwardEvents(script, (name, properties) => {
        if (!hasConsent(options.settings)) return
        const context = { integration: { name: 'Product Fruits' } }
        // Asked for each time: the SDK may have taken the place of the snippet's array.
        return options.analytics.track(name, properties, { context })
      })
    })
    return client
  },

  actions: { identifyUser }
}

export default destination
