/**
 * impact.com in the page: keeps the click id of a landing page, which analytics.js does not, and sends it with every event.
 * https://integrations.impact.com/impact-brand/docs/integrate-with-segment
 */
import type { BrowserDestinationDefinition } from '@segment/browser-destination-runtime/types'
import { keepFromLanding } from 'segment-functions/runtime'
import addClickId from './addClickId/index.ts'

interface Settings {
  days: number
  parameter: string
}

export const destination: BrowserDestinationDefinition<Settings, () => string | undefined> = {
  name: 'impact.com',
  mode: 'device',
  description: "Keep the click id of a partner's link, and send it with every event.",

  settings: {
    days: {
      label: 'Days',
      description: 'How long a click counts.',
      type: 'number',
      default: 30
    },
    parameter: {
      label: 'Parameter',
      description:
        'The parameter of landing pages that holds the click id, as Gateway Tracking Settings have it.',
      type: 'string',
      default: 'im_ref'
    }
  },

  initialize: async ({ settings: { days, parameter } }) =>
    keepFromLanding({ parameter, cookie: 'im_ref', days }),

  actions: { addClickId }
}

export default destination
