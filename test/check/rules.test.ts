/** The two examples on the page of each rule: one is well, one is found. */
import { describe, expect, it } from '@jest/globals'
import { readFile, readdir } from 'node:fs/promises'
import { rules } from '../../scripts/check/rules.ts'
import { call } from '../cli/call.ts'
import { temporaryFolder } from '../temporary.ts'

const pages = new Map<string, string>()
for (const file of await readdir('docs/rules'))
  pages.set(file.replace('.md', ''), await readFile(`docs/rules/${file}`, 'utf8'))

const checked = async (page: string, example: string, comment = '') => {
  const isSetting = page.includes('In the settings')
  const root = await temporaryFolder({
    'segment.config.json': { functions: { acme: { destination: 'destinations/acme', displayName: 'Acme' } } },
    'destinations/acme/settings.ts': `${isSetting ? comment : ''}\nexport const settings = { ${isSetting ? example : ''} }\n`,
    'destinations/acme/save/index.ts': `${isSetting ? '' : comment}\nexport default { title: 'Save', description: 'Save.', fields: { ${isSetting ? '' : example} }, perform: (request) => request('https://a.example') }\n`,
    'destinations/acme/index.ts':
      "import { settings } from './settings.ts'\nimport save from './save/index.ts'\nexport default { name: 'Acme', mode: 'cloud', authentication: { scheme: 'custom', fields: settings }, presets: [{ name: 'Save', type: 'automatic', partnerAction: 'save', subscribe: 'type = \"track\"' }], actions: { save } }\n"
  })
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

  it.each([...pages])('finds %s, unless it is off with a reason', async (rule, page) => {
    const [valid = '', invalid = ''] = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code)

    expect(await checked(page, valid)).toEqual({ code: 0, rules: [] })
    expect(await checked(page, invalid)).toEqual({ code: 1, rules: [rule] })
    expect(await checked(page, invalid, `// check-off ${rule}:`)).toEqual({ code: 1, rules: [rule] })
    expect(await checked(page, invalid, `// check-off ${rule}: the vendor wants it so`)).toEqual({
      code: 0,
      rules: []
    })
  })
})
