/** The two examples on the page of each rule: one is well, one is found. */
import { describe, expect, it } from '@jest/globals'
import { readFile, readdir } from 'node:fs/promises'
import { rules } from '../../scripts/check/rules.ts'
import { call } from '../cli/call.ts'
import { temporaryFolder } from '../temporary.ts'

const pages = new Map<string, string>()
for (const file of await readdir('docs/rules'))
  pages.set(file.replace('.md', ''), await readFile(`docs/rules/${file}`, 'utf8'))

/** Where an example stands, by the words before it. */
const places = {
  'the settings': 'settings',
  'the presets': 'presets',
  'the action': 'action',
  'the fields of an action': 'fields',
  'the source': 'source',
  'the page': 'page'
} as const

type Place = keyof typeof places
type Parts = Record<(typeof places)[Place], string>

const usual: Parts = {
  settings: "apiKey: { label: 'API Key', description: 'The key.', type: 'password', required: true }",
  presets: "{ name: 'Save', type: 'automatic', partnerAction: 'save', subscribe: 'type = \"track\"' }",
  action: '',
  fields: '',
  source: '',
  page: ''
}

/** A destination of which all is well but what the example makes of it. */
function projectWith(part: keyof Parts, example: string, comment: string): Record<string, unknown> {
  const parts = { ...usual, [part]: example }
  const commentIn = (...names: (keyof Parts)[]): string => (names.includes(part) ? comment : '')
  const action =
    parts.action ||
    `fields: { ${parts.fields} }, perform: (request, { payload }) => request('https://api.acme.example/', { method: 'post', json: payload })`
  return {
    'segment.config.json': {
      functions: {
        acme: { destination: 'destinations/acme', displayName: 'Acme' },
        'acme-source': { source: 'destinations/acme/source', displayName: 'Acme' }
      }
    },
    'destinations/acme/source/index.ts': `${commentIn('source')}
import { hmac, idAt, sameText, timeAt, type SourceDefinition } from 'segment-functions/runtime'
const source: SourceDefinition<{ secret: string }> = {
  name: 'Acme', description: 'What happens at Acme.',
  settings: { secret: { label: 'Secret', description: 'The secret.', type: 'password', required: true } },
  verify: (request, { secret }) => sameText(request.headers.get('x-acme'), hmac('sha256', secret, request.text())),
  eventOf: ({ type }) => type,
  events: { made: { label: 'Made', description: 'Something was made.', send: (data, webhook) => [
    { type: 'track', userId: idAt(data, 'user'), timestamp: timeAt(webhook, 'at') }] } },
  ...{ ${parts.source} }
}
export default source
`,
    'destinations/acme/browser/index.ts': `${commentIn('page')}
export default {
  name: 'Acme', mode: 'device', initialize: async () => 'ready',
  actions: {
    add: {
      title: 'Add', description: 'Add what the page knows.', platform: 'web', lifecycleHook: 'enrichment',
      defaultSubscription: 'type = "track"', fields: {}, perform: () => undefined
    }
  },
  ...{ ${parts.page} }
}
`,
    'destinations/acme/settings.ts': `${commentIn('settings')}\nexport const settings = { ${parts.settings} }\n`,
    'destinations/acme/save/index.ts': `${commentIn('action', 'fields')}
import type { Action } from 'segment-functions/runtime'
const action: Action<unknown, Record<string, string>> = { title: 'Save', description: 'Save.', ${action} }
export default action
`,
    'destinations/acme/index.ts': `${commentIn('presets')}
import { settings } from './settings.ts'
import save from './save/index.ts'
export default {
  name: 'Acme', mode: 'cloud', authentication: { scheme: 'custom', fields: settings },
  extendRequest: ({ settings }) => ({ headers: { Authorization: settings.apiKey } }),
  presets: [${parts.presets}], actions: { save }
}
`,
    'fixtures/acme/save.json': {
      settings: { apiKey: 'acme_test_key' },
      event: { type: 'track', event: 'A', messageId: 'm-1' },
      exchanges: [
        { request: { method: 'POST', url: 'https://api.acme.example/', json: {} }, reply: { status: 200 } }
      ],
      expect: { outcome: 'delivered' }
    }
  }
}

const checked = async (place: Place, example: string, comment = '') => {
  const root = await temporaryFolder(projectWith(places[place], example, comment))
  const { code, stdout } = await call(root, ['check', '--json'])
  return {
    code,
    rules: (JSON.parse(stdout) as { problems: { rule: string }[] }).problems.map(({ rule }) => rule)
  }
}

/** Of each page: where, what is well, and what is found. */
const examples = [...pages].flatMap(([rule, page]) =>
  [
    ...page.matchAll(
      /^(?:In|Among) (.*?), this is well:\n\n```ts\n(.*?)```\n\nThis is found:\n\n```ts\n(.*?)```/gms
    )
  ].map(([, place, valid, invalid]): [string, Place, string, string] => [
    rule,
    place as Place,
    valid!,
    invalid!
  ])
)

describe('npm run check', () => {
  it('has a page for each rule', () => {
    expect([...pages.keys()].sort()).toEqual(rules.map(({ id }) => id).sort())
  })

  it('has an example on each page', () => {
    expect([...new Set(examples.map(([rule]) => rule))].sort()).toEqual([...pages.keys()].sort())
  })

  it.each(examples)(
    'finds %s in %s, unless it is off with a reason',
    async (rule, place, valid, invalid) => {
      expect(await checked(place, valid)).toEqual({ code: 0, rules: [] })
      expect(await checked(place, invalid)).toEqual({ code: 1, rules: [rule] })
      expect(await checked(place, invalid, `// check-off ${rule}:`)).toEqual({ code: 1, rules: [rule] })
      expect(await checked(place, invalid, `// check-off ${rule}: the vendor wants it so`)).toEqual({
        code: 0,
        rules: []
      })
    },
    30_000
  )

  it('checks a source alone', async () => {
    const root = await temporaryFolder(projectWith('source', 'verify: () => true', ''))
    const { code, stdout } = await call(root, ['check', 'acme-source'])

    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(
        /^destinations\/acme\/source\/index.ts:\d+: verify looks at nothing of the request/
      )
    ])
  })

  it('finds nothing in the destinations of this project', async () => {
    const { stdout } = await call(process.cwd(), ['check', '--json'])

    expect(JSON.parse(stdout)).toEqual({ problems: [] })
  }, 60_000)
})
