/**
 * What TemplateTitle sends when something happens there.
 * Put the vendor's page on webhooks here, and hold what follows to it: the header, the algorithm, the shape of the body.
 */
import { hmac, sameText, type SourceDefinition } from 'segment-functions/runtime'
import { settings, type Settings } from './settings.ts'
import { thingCreated } from './thing-created.ts'

const source: SourceDefinition<Settings> = {
  name: 'TemplateTitle',
  description: 'TemplateSummary',

  settings,

  verify: (request, { webhookSecret }) =>
    sameText(request.headers.get('TemplateHeader'), hmac('sha256', webhookSecret, request.text())),

  eventOf: ({ type }) => type,

  events: {
    TemplateEvent: {
      label: 'TemplateLabel',
      description: 'TemplateDescription',
      send: thingCreated
    }
  }
}

export default source
