/** A whole small project in a temporary folder, for tests of the commands. */
import { temporaryFolder } from '../temporary.ts'

const definition = `
import type { DestinationDefinition } from '@segment/actions-core'

const url = 'https://api.example.com/track'

const definition: DestinationDefinition<{ account: string; apiKey: string }> = {
  name: 'Demo',
  slug: 'demo',
  mode: 'cloud',
  authentication: {
    scheme: 'custom',
    fields: {
      account: { label: 'Account', description: 'The account', type: 'string', required: true },
      apiKey: { label: 'API Key', description: 'The key', type: 'password', required: true }
    }
  },
  extendRequest: ({ settings }) => ({ username: settings.account, password: settings.apiKey }),
  presets: [
    { name: 'Track', partnerAction: 'track', subscribe: 'type = "track"', type: 'automatic', mapping: {} },
    { name: 'Pages', partnerAction: 'track', subscribe: 'type = "page"', type: 'automatic', mapping: { name: 'Page' } }
  ],
  actions: {
    track: {
      title: 'Track',
      description: 'Sends the event',
      fields: {
        name: { label: 'Name', description: 'Its name', type: 'string', required: true, default: { '@path': '$.event' } },
        plan: { label: 'Plan', description: 'Its plan', type: 'string', default: { '@path': '$.properties.plan' } }
      },
      perform: (request, { payload }) => request(url, { method: 'post', json: payload })
    }
  }
}

export default definition
`

/** Segment's settings, an event and its request, as a fixture of the project has them. */
export const settings = { account: 'example_account', apiKey: 'example_apiKey' }
export const event = { type: 'track', event: 'Signed Up', userId: 'u1' }
export const request = { method: 'POST', url: 'https://api.example.com/track', json: { name: 'Signed Up' } }
export const passing = {
  settings,
  event,
  exchanges: [{ request, reply: { status: 200, json: {} } }],
  expect: { outcome: 'delivered' }
}

/** @param files - more files, or others in place of the project's */
export const project = (files: Record<string, unknown>): Promise<string> =>
  temporaryFolder({
    'package.json': { name: 'demo', version: '1.2.3', type: 'module' },
    'segment.config.json': {
      functions: {
        demo: { destination: 'destinations/demo', displayName: 'Demo', presets: { Track: true }, batch: true }
      }
    },
    'destinations/demo/index.ts': definition,
    ...files
  })
