/** A small destination, resolved by hand, that the tests of replay share. */
import type { DestinationDefinition } from '@segment/actions-core'
import { readCondition } from '../../scripts/compile/read/condition.ts'
import type { ResolvedFunction, Subscription } from '../../scripts/compile/types.ts'
import type { JSONObject } from '@segment/actions-core'
import type { Fixture } from '../../scripts/replay/fixture.ts'

interface Payload {
  name: string
  amount?: number
}

export const url = 'https://api.example.com/track'

const definition: DestinationDefinition<{ apiKey: string; limit?: number }> = {
  name: 'Demo',
  mode: 'cloud',
  authentication: {
    scheme: 'custom',
    fields: {
      apiKey: { label: 'API Key', description: 'The key', type: 'password', required: true },
      limit: { label: 'Limit', description: 'A limit', type: 'number' }
    }
  },
  extendRequest: ({ settings }) => ({ headers: { authorization: `Bearer ${settings.apiKey}` } }),
  presets: [
    { name: 'Track', partnerAction: 'track', subscribe: 'type = "track"', type: 'automatic', mapping: {} },
    { name: 'Count', partnerAction: 'count', subscribe: 'type = "page"', type: 'automatic', mapping: {} }
  ],
  actions: {
    track: {
      title: 'Track',
      description: 'Sends the event',
      fields: {
        name: { label: 'Name', description: 'Its name', type: 'string', required: true },
        amount: { label: 'Amount', description: 'Its amount', type: 'number' }
      },
      perform: (request, { payload }: { payload: Payload }) => {
        if (payload.name === 'Ignored')
          throw Object.assign(new Error('not of interest'), { name: 'SkippedEvent' })
        return request(url, { method: 'post', json: payload })
      }
    },
    count: {
      title: 'Count',
      description: 'Sends several events at once',
      fields: { name: { label: 'Name', description: 'Its name', type: 'string', required: true } },
      perform: (request, { payload }: { payload: Payload }) =>
        request(url, { method: 'post', json: [payload] }),
      performBatch: (request, { payload }: { payload: Payload[] }) =>
        request(url, { method: 'post', json: payload })
    }
  },
  onDelete: (request, { payload }) => request(`${url}/${payload.userId}`, { method: 'delete' })
}

const subscription = (
  preset: string,
  action: string,
  subscribe: string,
  mapping: JSONObject
): Subscription => ({
  preset,
  action,
  subscribe,
  ...readCondition(subscribe, { text: preset, code: 'definition' }),
  mapping,
  checkedMapping: mapping
})

export const demo: ResolvedFunction = {
  name: 'demo',
  displayName: 'Demo',
  description: '',
  folder: '/nowhere',
  entry: '/nowhere/index.ts',
  definition: definition as DestinationDefinition,
  settings: [],
  settingSpecs: [
    { key: 'apiKey', label: 'API Key', type: 'password', required: true },
    { key: 'limit', label: 'Limit', type: 'number' }
  ],
  subscriptions: [
    subscription('Track', 'track', 'type = "track"', {
      name: { '@path': '$.event' },
      amount: { '@path': '$.properties.revenue' }
    }),
    subscription('Count', 'count', 'type = "page"', { name: { '@path': '$.name' } })
  ],
  settingsSchema: {},
  schemas: {},
  batch: { concurrency: 2 },
  uses: {
    platform: [],
    rawMapping: false,
    classes: false,
    requestExtras: false,
    ownClients: false,
    errorTypes: false,
    wholeInput: false
  },
  lowered: []
}

export const handlers = ['onTrack', 'onPage', 'onDelete', 'onBatch']

/** A fixture of the demo function whose request succeeds, with whatever a test wants otherwise. */
export function fixtureWith(changes: Partial<Fixture> = {}): Fixture {
  return {
    file: 'fixtures/demo/case.json',
    function: 'demo',
    settings: { apiKey: 'example_key' },
    events: [{ type: 'track', event: 'Signed Up' }],
    batch: false,
    exchanges: [
      { request: { method: 'POST', url, json: { name: 'Signed Up' } }, reply: { status: 200, json: {} } }
    ],
    expect: { outcome: 'delivered' },
    ...changes
  }
}
