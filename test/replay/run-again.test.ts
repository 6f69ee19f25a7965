/** What `replay --watch` runs again when something was saved: the fixtures that it concerns, and no others. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { Replayer } from '../../scripts/replay/index.ts'
import { passing, project } from './project.ts'

const action = (name: string) => `
import { url } from './shared.ts'

export default {
  title: '${name}',
  description: 'Sends the event',
  fields: { name: { label: 'Name', description: 'Its name', type: 'string', default: { '@path': '$.event' } } },
  perform: (request, { payload }) => request(url, { method: 'post', json: payload })
}
`

const files = {
  'destinations/demo/index.ts': `
import leads from './leads.ts'
import sales from './sales.ts'

export default {
  name: 'Demo',
  mode: 'cloud',
  authentication: {
    scheme: 'custom',
    fields: {
      account: { label: 'Account', description: 'The account', type: 'string' },
      apiKey: { label: 'API Key', description: 'The key', type: 'password' }
    }
  },
  presets: [
    { name: 'Lead', partnerAction: 'leads', subscribe: 'event = "Signed Up"', type: 'automatic', mapping: {} },
    { name: 'Sale', partnerAction: 'sales', subscribe: 'event = "Ordered"', type: 'automatic', mapping: {} }
  ],
  actions: { leads, sales },
  onDelete: (request, { payload }) => request('https://api.example.com/track/' + payload.userId, { method: 'delete' })
}
`,
  'destinations/demo/leads.ts': action('Leads'),
  'destinations/demo/sales.ts': action('Sales'),
  'destinations/demo/shared.ts': `export const url = 'https://api.example.com/track'`,
  'segment.config.json': { functions: { demo: { destination: 'destinations/demo', displayName: 'Demo' } } },
  'fixtures/demo/deletion.json': {
    ...passing,
    event: { type: 'delete', userId: 'u1' },
    exchanges: [
      { request: { method: 'DELETE', url: 'https://api.example.com/track/u1' }, reply: { status: 200 } }
    ]
  },
  'fixtures/demo/lead.json': passing,
  'fixtures/demo/nothing.json': {
    ...passing,
    event: { type: 'track', event: 'Opened', userId: 'u1' },
    exchanges: [],
    expect: { outcome: 'discarded', error: 'EventNotSupported' }
  },
  'fixtures/demo/sale.json': {
    ...passing,
    event: { type: 'track', event: 'Ordered', userId: 'u1' },
    exchanges: [
      {
        request: { method: 'POST', url: 'https://api.example.com/track', json: { name: 'Ordered' } },
        reply: { status: 200, json: {} }
      }
    ]
  }
}

const names = ['deletion', 'lead', 'nothing', 'sale']

/** @returns the names of the fixtures that are run again after a file was saved */
async function runAgain(file: string, change: (before: string) => string): Promise<string[]> {
  const root = await project(files)
  const replayer = new Replayer({ root, remembers: true })
  try {
    const before = await replayer.runWith()
    expect(before.report.fixtures.flatMap(({ problems }) => problems)).toEqual([])
    const text = files[file as keyof typeof files]
    await writeFile(join(root, file), change(typeof text === 'string' ? text : JSON.stringify(text)))
    const after = await replayer.runWith()
    return names.filter((_, index) => after.runs[index]!.invocation !== before.runs[index]!.invocation)
  } finally {
    await replayer.close()
  }
}

describe('again runs', () => {
  it.each<[what: string, file: string, change: (before: string) => string, again: string[]]>([
    ['nothing after a file was saved as it was', 'destinations/demo/sales.ts', (text) => text, []],
    [
      'nothing after other words for people',
      'destinations/demo/index.ts',
      (text) => text.replace('The account', 'Of the shop'),
      []
    ],
    [
      'what an action concerns',
      'destinations/demo/sales.ts',
      (text) => text.replace("'post'", "'put'"),
      ['sale']
    ],
    [
      'what the mapping of a field concerns',
      'destinations/demo/leads.ts',
      (text) => text.replace('$.event', '$.userId'),
      ['lead']
    ],
    [
      'what the type of a field concerns',
      'destinations/demo/leads.ts',
      (text) => text.replace("type: 'string'", "type: 'number'"),
      ['lead']
    ],
    [
      'whatever goes through what actions share',
      'destinations/demo/shared.ts',
      (text) => text.replace('track', 'events'),
      ['lead', 'sale']
    ],
    [
      'everything after another condition, which tells why an event is not taken',
      'destinations/demo/index.ts',
      (text) => text.replace('event = "Ordered"', 'event = "Bought"'),
      names
    ],
    [
      'everything after another setting',
      'destinations/demo/index.ts',
      (text) =>
        text.replace("description: 'The key', type: 'password'", "description: 'The key', type: 'string'"),
      names
    ],
    [
      'everything after another deletion',
      'destinations/demo/index.ts',
      (text) => text.replace("method: 'delete'", "method: 'post'"),
      names
    ]
  ])('%s', async (_, file, change, again) => {
    expect(await runAgain(file, change)).toEqual(again)
  })
})
