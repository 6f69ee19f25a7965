import { describe, expect, it } from '@jest/globals'
import { checkSettings, prepareSettings, settingsReader } from '../../../scripts/runtime/engine/settings.ts'
import { withoutSecrets } from '../../../scripts/runtime/engine/secrets.ts'
import type { SettingSpec } from '../../../scripts/runtime/author/types.ts'

const specs: SettingSpec[] = [
  { key: 'apiKey', label: 'API Key', type: 'password', required: true },
  { key: 'region', label: 'Region', type: 'string', default: 'eu' },
  { key: 'names', label: 'Names', type: 'string', multiple: true },
  { key: 'map', label: 'Map', type: 'object' },
  { key: 'unit', label: 'Unit', type: 'string', choices: ['cents', 'whole'] }
]

describe('settings that are prepared', () => {
  it.each([
    ['lose the blanks around a secret', { apiKey: ' k\n' }, { apiKey: 'k', region: 'eu' }],
    [
      'lose those around a choice',
      { apiKey: 'k', unit: ' cents ' },
      { apiKey: 'k', region: 'eu', unit: 'cents' }
    ],
    ['keep those around any other text', { apiKey: 'k', region: ' us ' }, { apiKey: 'k', region: ' us ' }],
    [
      'keep blanks in lists and maps',
      { apiKey: 'k', names: [' a '], map: { ' b ': ' c ' } },
      { apiKey: 'k', region: 'eu', names: [' a '], map: { ' b ': ' c ' } }
    ],
    ['take a default for a blank', { apiKey: 'k', region: '  ' }, { apiKey: 'k', region: 'eu' }],
    ['take a default for null', { apiKey: 'k', region: null }, { apiKey: 'k', region: 'eu' }],
    ['prefer a value to a default', { apiKey: 'k', region: 'us' }, { apiKey: 'k', region: 'us' }],
    ['leave out empty lists and maps', { apiKey: 'k', names: [], map: {} }, { apiKey: 'k', region: 'eu' }],
    [
      'keep false and zero',
      { apiKey: 'k', region: false, names: 0 },
      { apiKey: 'k', region: false, names: 0 }
    ],
    ['leave out what no setting is called', { apiKey: 'k', other: 1 }, { apiKey: 'k', region: 'eu' }]
  ])('%s', (_, given, expected) => {
    expect(prepareSettings(specs, given)).toEqual(expected)
  })

  it.each([
    [undefined],
    [null],
    ['text'],
    [[]],
    [{}],
    [{ apiKey: null }],
    [{ apiKey: '' }],
    [{ apiKey: ' \t' }]
  ])('name the label of a missing one: %j', (given) => {
    expect(() => prepareSettings(specs, given)).toThrow(
      'The setting "API Key" is missing. Enter it in Segment.'
    )
  })
})

describe('settings that are checked', () => {
  it('are what the validator makes of them', () => {
    const validate = (payload: unknown) => ({ payload: { ...(payload as object), region: 7 }, issues: [] })
    expect(checkSettings(specs, validate, { region: '7' })).toEqual({ region: 7 })
  })

  it('are refused by their label, never by their value', () => {
    const issue = {
      path: ['region'],
      keyword: 'enum',
      params: { allowedValues: ['eu', 'us'] },
      message: 'must be one of eu, us'
    }
    const check = () =>
      checkSettings(specs, () => ({ payload: {}, issues: [issue] }), { region: 'fake_value' })
    expect(check).toThrow(/^The setting "Region" .*\. Change it in Segment\.$/)
    expect(check).not.toThrow('fake_value')
  })
})

describe('settings of call after call', () => {
  const read = settingsReader(specs, undefined)

  it('are those of their own call, whatever the call before had', () => {
    expect(read({ apiKey: 'one' })).toEqual({ apiKey: 'one', region: 'eu' })
    expect(read({ apiKey: 'one' })).toEqual({ apiKey: 'one', region: 'eu' })
    expect(read({ apiKey: 'one', region: 'us' })).toEqual({ apiKey: 'one', region: 'us' })
    expect(read({ apiKey: 'one' })).toEqual({ apiKey: 'one', region: 'eu' })
    expect(read({ apiKey: 'two' })).toEqual({ apiKey: 'two', region: 'eu' })
  })

  it('are refused again where they were refused before', () => {
    for (const given of [{ apiKey: '' }, {}, { apiKey: '' }]) expect(() => read(given)).toThrow('API Key')
  })

  it('do not meet what an action did to those of the call before', () => {
    for (const given of [{ apiKey: 'k' }, { apiKey: 'k', names: ['a'], map: { b: 'c' } }]) {
      const expected = structuredClone(read(given))
      const settings = read(given)
      settings.region = 'changed'
      const { names } = read(structuredClone(given))
      if (Array.isArray(names)) names.push('changed')
      expect(read(structuredClone(given))).toEqual(expected)
    }
  })

  it('are masked from the first call on', () => {
    settingsReader(specs, undefined)({ apiKey: 'fake_key_of_call_1' })
    expect(withoutSecrets('it was fake_key_of_call_1')).toBe('it was [secret]')
  })
})
