/**
 * A destination whose two presets take the same events, one of them many events in one call; it speaks to whatever
 * address the settings give.
 */
import type { Action, Destination } from '../../../scripts/runtime/author/index.ts'

interface Settings {
  apiKey: string
  endpoint: string
}

interface Payload {
  id: string
  name: string
  user?: string
}

const fields = {
  id: {
    label: 'ID',
    description: 'The id of the event',
    type: 'string',
    required: true,
    default: { '@path': '$.messageId' }
  },
  name: {
    label: 'Name',
    description: 'Its name',
    type: 'string',
    required: true,
    default: { '@path': '$.event' }
  },
  user: {
    label: 'User',
    description: 'Whom it is about',
    type: 'string',
    default: { '@path': '$.userId' }
  }
} as const

const one: Action<Settings, Payload> = {
  title: 'One',
  description: 'Sends one event',
  fields,
  perform: (request, { payload, settings }) =>
    request(`${settings.endpoint}/one`, { method: 'post', json: { ...payload } })
}

const many: Action<Settings, Payload> = {
  title: 'Many',
  description: 'Sends many events at once',
  fields,
  perform: (request, { payload, settings }) =>
    request(`${settings.endpoint}/many`, { method: 'post', json: [{ ...payload }] }),
  performBatch: (request, { payload, settings }) =>
    request(`${settings.endpoint}/many`, { method: 'post', json: payload.map((each) => ({ ...each })) })
}

const destination: Destination<Settings> = {
  name: 'Two Ways',
  slug: 'two-ways',
  mode: 'cloud',
  authentication: {
    scheme: 'custom',
    fields: {
      apiKey: { label: 'API Key', description: 'The key', type: 'password', required: true },
      endpoint: { label: 'Endpoint', description: 'Where to send', type: 'string', required: true }
    }
  },
  extendRequest: ({ settings }) => ({ headers: { Authorization: `Bearer ${settings.apiKey}` } }),
  presets: [
    { name: 'One', type: 'automatic', partnerAction: 'one', subscribe: 'type = "track"' },
    { name: 'Many', type: 'automatic', partnerAction: 'many', subscribe: 'type = "track"' }
  ],
  actions: { one, many }
}

export default destination
