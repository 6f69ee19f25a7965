/**
 * impact.com: conversions (actions and app installs) and page loads (page views and app opens) of a partnership
 * program. Which event becomes which is said by lists of event names and by switches in the settings.
 * https://integrations.impact.com/impact-brand/docs/integrate-with-segment
 */
import type { Destination } from 'segment-functions/runtime'
import conversion from './conversion/index.ts'
import pageLoad from './pageLoad/index.ts'
import { settings, type Settings } from './settings.ts'

const destination: Destination<Settings> = {
  name: 'impact.com',
  slug: 'impact',
  mode: 'cloud',
  description: 'Send conversions, app installs, page views and app opens to your impact.com program.',

  // Only conversions are authenticated, so there is no `extendRequest`: a page load never carries the credentials.
  authentication: { scheme: 'custom', fields: settings },

  // Per account; whether conversions count is not said.
  rateLimit: {
    requests: 1_000,
    seconds: 3_600,
    source: 'https://integrations.impact.com/brand-api-reference/readme/rate-limits'
  },

  presets: [
    { name: 'Conversions', type: 'automatic', partnerAction: 'conversion', subscribe: 'type = "track"' },
    {
      name: 'Page loads',
      type: 'automatic',
      partnerAction: 'pageLoad',
      subscribe: 'type = "track" or type = "page" or type = "screen" or type = "identify"'
    }
  ],

  actions: { conversion, pageLoad }
}

export default destination
