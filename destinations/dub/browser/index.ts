/**
 * Dub in the page: keeps the click id of a Dub link, and sends it with every event.
 * https://dub.co/docs/conversions/leads/segment
 */
import type { BrowserDestinationDefinition } from '@segment/browser-destination-runtime/types'
import { keepFromLanding } from 'segment-functions/runtime'
import addClickId from './addClickId/index.ts'

export const destination: BrowserDestinationDefinition<{ days: number }, () => string | undefined> = {
  name: 'Dub',
  mode: 'device',
  description: 'Keep the click id of a Dub link, and send it with every event.',

  settings: {
    days: {
      label: 'Days',
      description:
        'How long a click counts. The cookie is the one that Dub Analytics sets, with its 90 days.',
      type: 'number',
      default: 90
    }
  },

  initialize: async ({ settings }) =>
    keepFromLanding({ parameter: 'dub_id', cookie: 'dub_id', days: settings.days }),

  actions: { addClickId }
}

export default destination
