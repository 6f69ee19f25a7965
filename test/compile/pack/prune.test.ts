import { describe, expect, it } from '@jest/globals'
import { pruneModule } from '../../../scripts/compile/pack/prune.ts'

describe('pruneModule', () => {
  it('takes out what only people and the compiler read, and leaves the lines', () => {
    const script = [
      "import { first } from 'segment-functions/runtime'",
      'const known = first(1)',
      'export default {',
      "  title: 'Track',",
      '  // What the app shows.',
      '  fields: { id: { default: known } },',
      '  perform: (request) => request("/")',
      '}',
      ''
    ].join('\n')
    expect(pruneModule(script).code).toBe(
      [
        "import { first } from 'segment-functions/runtime'",
        '',
        'export default {',
        '  ',
        '  ',
        '',
        '  perform: (request) => request("/")',
        '}',
        ''
      ].join('\n')
    )
  })

  it('keeps what the module reads of its own action, and tells what it reads of another module', () => {
    const script = [
      "import other from './other.js'",
      'const action = { title: "A", fields: { id: {} }, perform: () => Object.keys(action.fields) }',
      'export default action',
      'export const titles = [other.actions.track.title]',
      ''
    ].join('\n')
    const { code, reads } = pruneModule(script)
    expect(code).toContain('fields: { id: {} }')
    expect(code).not.toContain('title: "A"')
    expect([...reads]).toEqual(['title'])
  })

  it('of authentication keeps how a token is renewed', () => {
    expect(
      pruneModule('export default { actions, authentication: { fields: {}, refreshAccessToken: (a) => a } }')
        .code
    ).toBe('export default { actions, authentication: {  refreshAccessToken: (a) => a } }')
  })

  it('lets esbuild drop exported fields that are put together from others', () => {
    expect(
      pruneModule('export const known = { ...common, userId: { ...common.userId, required: true } };\n').code
    ).toBe(
      'export const known = /* @__PURE__ */ (() => ({ ...common, userId: { ...common.userId, required: true } }))();\n'
    )
  })

  it('marks what makes data only', () => {
    const script = 'import { first } from "segment-functions/runtime";\nexport const id = first("$.a");\n'
    expect(pruneModule(script).code).toBe(script.replace('first("$', '/* @__PURE__ */ first("$'))
  })

  it('leaves other data as it is', () => {
    const script = 'export const common = { userId: { type: "string" } }\n'
    expect(pruneModule(script)).toEqual({ code: script, reads: new Set() })
  })
})

it('takes out actions that no preset of the function uses, and what only they name', () => {
  const script = [
    "import a from './a.js'",
    'const b = { perform: () => 1 }',
    'export default { actions: { a, b, "c d": b, ...more } }',
    ''
  ].join('\n')
  expect(pruneModule(script, new Set(), new Set(['b', 'c d'])).code).toBe(
    ["import a from './a.js'", '', 'export default { actions: { a,   ...more } }', ''].join('\n')
  )
})
