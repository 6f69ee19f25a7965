/** The project of the proof: a vendor that takes batches, and a preset for every event. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** The field that the two forms of the comparison fill differently, for orders only. */
export const forms = { before: '$.properties.revenue', after: '$.properties.total' }

const definition = `
import type { DestinationDefinition } from '@segment/actions-core'

const definition: DestinationDefinition<{ endpoint: string }> = {
  name: 'Shop',
  slug: 'shop',
  mode: 'cloud',
  authentication: {
    scheme: 'custom',
    fields: { endpoint: { label: 'Endpoint', description: 'Where it is', type: 'string', required: true } }
  },
  presets: [{ name: 'All', partnerAction: 'send', subscribe: 'type != "alias"', type: 'automatic' }],
  actions: {
    send: {
      title: 'Send',
      description: 'An event',
      defaultSubscription: 'type != "alias"',
      fields: {
        id: { label: 'Id', description: 'Id', type: 'string', required: true, default: { '@path': '$.messageId' } },
        amount: { label: 'Amount', description: 'Amount', type: 'number' }
      },
      perform: (request, { payload, settings }) => request(settings.endpoint, { method: 'post', json: [payload] }),
      performBatch: (request, { payload, settings }) => request(settings.endpoint, { method: 'post', json: payload })
    }
  }
}
export default definition
`

/** @param root - an empty folder inside a project whose packages it uses */
export async function writeProject(root: string, endpoint: string): Promise<void> {
  const files: Record<string, string> = {
    'package.json': JSON.stringify({ name: 'shop', version: '1.0.0' }),
    'segment.config.json': JSON.stringify({ functions: { shop: functionWith(forms.after) } }),
    'shop/index.ts': definition,
    'settings.json': JSON.stringify({ endpoint })
  }
  await mkdir(path.join(root, 'shop'), { recursive: true })
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(root, name), text)
}

/** @param amount - the path of the amount in an event */
export const functionWith = (amount: string) => ({
  destination: 'shop',
  displayName: 'Shop',
  description: 'Every event of a shop',
  batch: true,
  presets: { All: { mapping: { amount: { '@path': amount } } } }
})
