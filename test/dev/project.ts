/** A small project to serve: one destination that takes "Order Completed", in a temporary folder. */
import { temporaryFolder } from '../temporary.ts'

export const definition = `import type { DestinationDefinition } from '@segment/actions-core'

export default {
  name: 'Shop',
  mode: 'cloud',
  authentication: {
    scheme: 'custom',
    fields: { apiKey: { label: 'API key', description: 'Of the shop.', type: 'password', required: true } }
  },
  extendRequest: ({ settings }) => ({ headers: { authorization: \`Bearer \${settings.apiKey}\` } }),
  presets: [
    {
      name: 'Orders',
      partnerAction: 'order',
      type: 'automatic',
      subscribe: 'type = "track" and event = "Order Completed"',
      mapping: { id: { '@path': '$.properties.order_id' }, user: { '@path': '$.userId' } }
    }
  ],
  actions: {
    order: {
      title: 'Order',
      description: 'Reports an order.',
      fields: {
        id: { label: 'Order', description: 'Its id.', type: 'string', required: true },
        user: { label: 'User', description: 'Who ordered.', type: 'string' }
      },
      perform: (request, { payload }) =>
        request('https://api.shop.example/orders', { method: 'post', json: payload })
    }
  }
} as const satisfies DestinationDefinition<{ apiKey: string }>
`

export const order = {
  type: 'track',
  event: 'Order Completed',
  userId: 'user_1',
  properties: { order_id: 'A-1' }
}

/** @returns its absolute path */
export const shopProject = (files: Record<string, unknown> = {}): Promise<string> =>
  temporaryFolder({
    'package.json': { name: 'shop-project', version: '1.0.0', type: 'module' },
    'segment.config.json': {
      functions: {
        shop: { destination: 'destinations/shop', displayName: 'Shop', presets: { Orders: true } }
      }
    },
    'destinations/shop/index.ts': definition,
    ...files
  })
