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
  'In the settings': 'settings',
  'Among the presets': 'presets',
  'In the action': 'action',
  'In the fields of an action': 'fields'
} as const

type Parts = Record<(typeof places)[keyof typeof places], string>

const usual: Parts = {
  settings: "apiKey: { label: 'API Key', description: 'The key.', type: 'password', required: true }",
  presets: "{ name: 'Save', type: 'automatic', partnerAction: 'save', subscribe: 'type = \"track\"' }",
  action: '',
  fields: ''
}

/** A destination of which all is well but what the example makes of it. */
function projectWith(part: keyof Parts, example: string, comment: string): Record<string, unknown> {
  const parts = { ...usual, [part]: example }
  const commentIn = (...names: (keyof Parts)[]): string => (names.includes(part) ? comment : '')
  const action =
    parts.action ||
    `fields: { ${parts.fields} }, perform: (request, { payload }) => request('https://api.acme.example/', { method: 'post', json: payload })`
  return {
    'segment.config.json': { functions: { acme: { destination: 'destinations/acme', displayName: 'Acme' } } },
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

const checked = async (page: string, example: string, comment = '') => {
  const words = Object.keys(places).find((one) => page.includes(`${one}, `)) as keyof typeof places
  const root = await temporaryFolder(projectWith(places[words], example, comment))
  const { code, stdout } = await call(root, ['check', '--json'])
  return {
    code,
    rules: (JSON.parse(stdout) as { problems: { rule: string }[] }).problems.map(({ rule }) => rule)
  }
}

describe('npm run check', () => {
  it('has a page for each rule', () => {
    expect([...pages.keys()].sort()).toEqual(rules.map(({ id }) => id).sort())
  })

  it.each([...pages])(
    'finds %s, unless it is off with a reason',
    async (rule, page) => {
      const [valid = '', invalid = ''] = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code)

      expect(await checked(page, valid)).toEqual({ code: 0, rules: [] })
      expect(await checked(page, invalid)).toEqual({ code: 1, rules: [rule] })
      expect(await checked(page, invalid, `// check-off ${rule}:`)).toEqual({ code: 1, rules: [rule] })
      expect(await checked(page, invalid, `// check-off ${rule}: the vendor wants it so`)).toEqual({
        code: 0,
        rules: []
      })
    },
    30_000
  )

  it('finds nothing in the destinations of this project', async () => {
    const { stdout } = await call(process.cwd(), ['check', '--json'])

    expect(JSON.parse(stdout)).toEqual({ problems: [] })
  }, 60_000)
})
