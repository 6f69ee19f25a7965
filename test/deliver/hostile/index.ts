/**
 * A destination whose code throws what an event asks for. Of its two presets, both of which take every track event, the
 * second sends many events in one call.
 */
import { MultiStatusResponse } from '@segment/actions-core'
import type { Action, Destination } from '../../../scripts/runtime/author/index.ts'
import { throws } from './throws.ts'

interface Settings {
  apiKey?: string
}

interface Payload {
  id: string
  throws?: string
  name?: string
  amount?: number
  properties?: object
}

const fields = {
  id: {
    label: 'ID',
    description: 'The id of the event',
    type: 'string',
    required: true,
    default: { '@path': '$.messageId' }
  },
  throws: {
    label: 'Throws',
    description: 'What the action throws',
    type: 'string',
    default: { '@path': '$.properties.throws' }
  },
  name: {
    label: 'Name',
    description: 'A name out of a template',
    type: 'string',
    default: { '@template': '{{event}} of {{context.page.title}}' }
  },
  amount: {
    label: 'Amount',
    description: 'A number',
    type: 'number',
    default: {
      '@if': {
        blank: { '@path': '$.properties.revenue' },
        then: { '@path': '$.properties.revenue' },
        else: { '@path': '$.properties.total' }
      }
    }
  },
  properties: {
    label: 'Properties',
    description: 'All of them',
    type: 'object',
    default: { '@flatten': { value: { '@path': '$.properties' }, separator: '.' } }
  }
} as const

const address = 'https://api.example.test'

function misbehave({ throws: name }: Payload): void {
  if (name !== undefined && Object.hasOwn(throws, name)) throw throws[name]!()
}

const one: Action<Settings, Payload> = {
  title: 'One',
  description: 'Sends one event',
  fields,
  perform: (request, { payload }) => {
    misbehave(payload)
    return request(`${address}/one`, { method: 'post', json: [payload.id] })
  }
}

const many: Action<Settings, Payload> = {
  title: 'Many',
  description: 'Sends many events at once',
  fields,
  perform: one.perform,
  performBatch: async (request, { payload }) => {
    const answer = new MultiStatusResponse()
    const good = payload.filter((each) => !(each.throws !== undefined && Object.hasOwn(throws, each.throws)))
    await request(`${address}/many`, { method: 'post', json: good.map(({ id }) => id) })
    for (const each of payload) {
      if (good.includes(each)) answer.pushSuccessResponse({ status: 200, sent: {}, body: {} })
      // What an author made of an error may be no better than the error.
      else answer.pushErrorResponse(throws[each.throws!]!() as never)
    }
    return answer
  }
}

const destination: Destination<Settings> = {
  name: 'Hostile',
  slug: 'hostile',
  mode: 'cloud',
  authentication: {
    scheme: 'custom',
    fields: { apiKey: { label: 'API Key', description: 'The key', type: 'password' } }
  },
  presets: [
    {
      name: 'One',
      type: 'automatic',
      partnerAction: 'one',
      subscribe: 'type = "track" and (event != "Never" or contains(properties.kind, "x"))'
    },
    {
      name: 'Many',
      type: 'automatic',
      partnerAction: 'many',
      subscribe: 'type = "track" and (event != "Never" or match(userId, "u*"))'
    }
  ],
  actions: { one, many }
}

export default destination
