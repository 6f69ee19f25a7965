/**
 * TemplateTitle: TemplateSummary
 * TemplatePage
 */
// <imports>
import { requireToken, type Destination } from 'segment-functions/runtime'
// </imports>
import saveThing from './saveThing/index.ts'
import { settings, type Settings } from './settings.ts'

const destination: Destination<Settings> = {
  name: 'TemplateTitle',
  slug: 'TemplateSlug',
  mode: 'cloud',
  description: 'TemplateSummary',

  authentication: { scheme: 'custom', fields: settings },

  // <request>
  extendRequest: ({ settings }) => ({
    headers: { Authorization: `Bearer ${requireToken(settings.apiKey, 'API Key')}` }
  }),
  // </request>

  presets: [
    {
      name: 'TemplateAction',
      type: 'automatic',
      partnerAction: 'saveThing',
      subscribe: 'TemplateSubscription'
    }
  ],

  actions: { saveThing }
}

export default destination
