/**
 * What Product Fruits sends from its own servers: feedback. Everything else it says in the page.
 * https://help.productfruits.com/en/article/server-api-feedback
 */
import { sameText, type SourceDefinition } from 'segment-functions/runtime'
import { feedbackSubmitted } from './feedback.ts'
import { settings, type Settings } from './settings.ts'

const source: SourceDefinition<Settings> = {
  name: 'Product Fruits',
  description: 'Feedback from Product Fruits.',

  settings,

  verify: (request, { token }) => sameText(request.url.searchParams.get('pfruits_security_token'), token),

  eventOf: ({ type }) => type,

  events: {
    'webhook:newfeedback': {
      label: 'Feedback Submitted',
      description: 'A user sent feedback through the widget.',
      send: feedbackSubmitted
    }
  }
}

export default source
