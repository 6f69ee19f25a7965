/**
 * TemplateTitle in the page: keeps the click id of a landing page, and sends it with every event.
 * Put the vendor's page on click ids here, and hold the parameter and the days to it.
 */
import type { BrowserDestinationDefinition } from '@segment/browser-destination-runtime/types'
import { keepFromLanding } from 'segment-functions/runtime'
import addClickId from './addClickId/index.ts'

export const destination: BrowserDestinationDefinition<{ days: number }, () => string | undefined> = {
  name: 'TemplateTitle',
  mode: 'device',
  description: 'TemplateSummary',

  settings: {
    days: {
      label: 'Days',
      description: 'How long a click counts.',
      type: 'number',
      default: 30
    }
  },

  initialize: async ({ settings }) =>
    keepFromLanding({ parameter: 'TemplateParameter', cookie: 'TemplateParameter', days: settings.days }),

  actions: { addClickId }
}

export default destination
