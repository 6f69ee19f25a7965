import { describe, expect, it } from '@jest/globals'
import { stampCommit } from '../../scripts/compile/pack/header.ts'
import type { FunctionSetting } from '../../scripts/compile/types.ts'
import { breakingChanges } from '../../scripts/workspace/breaking.ts'
import { compareFunction, compareSettings, hasChanged } from '../../scripts/workspace/compare.ts'
import type { RemoteFunction } from '../../scripts/workspace/types.ts'
import { apiKey, compiled } from './workbench.ts'

const { code } = compiled('dub')
const wanted = { displayName: 'Dub', description: 'Leads', code, settings: [apiKey] }
const remote: RemoteFunction = {
  id: 'dfn_5f7dd6d21ad74f3842b1fc47',
  resourceType: 'DESTINATION',
  createdAt: '2026-01-02T15:04:05.000Z',
  createdBy: 'sgJDWk3K21k6LE3tLU9nRK',
  displayName: 'Dub',
  description: 'Leads',
  logoUrl: '',
  code: stampCommit(code, '15c6d2d0b9fc'),
  settings: [apiKey],
  deployedAt: null
}
const same = { code: false, meta: [], settings: [] }
const setting = (changes: Partial<FunctionSetting>): FunctionSetting => ({ ...apiKey, ...changes })

describe('compareFunction', () => {
  it('finds no difference in the stamped commit', () => {
    expect(compareFunction(remote, wanted)).toEqual(same)
  })

  it('takes what a reply leaves out for empty', () => {
    const { description: _, ...bare } = { ...remote, settings: [] }
    expect(compareFunction(bare, { ...wanted, description: '', settings: [] })).toEqual(same)
  })

  it('names each difference with both sides', () => {
    const changed = {
      ...wanted,
      displayName: 'Dub 2',
      description: 'Sales',
      logoUrl: 'https://a.example/l.png'
    }
    expect(compareFunction(remote, { ...changed, code: `${code} ` })).toEqual({
      code: true,
      meta: [
        { key: 'displayName', from: 'Dub', to: 'Dub 2' },
        { key: 'description', from: 'Leads', to: 'Sales' },
        { key: 'logoUrl', from: '', to: 'https://a.example/l.png' }
      ],
      settings: []
    })
  })

  it('leaves a logo alone that the config says nothing of', () => {
    const withLogo = { ...remote, logoUrl: 'https://a.example/l.png' }
    expect(compareFunction(withLogo, wanted)).toEqual(same)
  })
})

describe('hasChanged', () => {
  const region = { ...apiKey, name: 'region' }
  const two = { ...remote, settings: [apiKey, region] }

  it('minds neither the order of settings nor when the function was deployed', () => {
    expect(hasChanged({ ...two, settings: [region, apiKey], deployedAt: '2026-01-02' }, two)).toBe(false)
  })

  it.each<[string, Partial<RemoteFunction>]>([
    ['code of another commit', { code: stampCommit(code, 'another') }],
    ['a setting less', { settings: [apiKey] }],
    ['an attribute', { settings: [apiKey, { ...region, label: 'Where' }] }],
    ['a name', { displayName: 'Dub 2' }],
    ['a description', { description: 'Sales' }],
    ['a logo', { logoUrl: 'https://a.example/l.png' }]
  ])('notices %s', (_, change) => {
    expect(hasChanged({ ...two, ...change }, two)).toBe(true)
  })
})

describe('compareSettings', () => {
  it('compares every attribute and no order', () => {
    const region = setting({ name: 'region', label: 'Region', required: false, sensitive: false })
    expect(compareSettings([apiKey, region], [region, apiKey])).toEqual([])
    const other = setting({
      label: 'Key',
      type: 'ARRAY',
      description: '',
      required: false,
      sensitive: false
    })
    expect(compareSettings([apiKey], [other])).toEqual([
      {
        kind: 'changed',
        setting: other,
        from: {
          label: 'API key',
          type: 'STRING',
          required: true,
          sensitive: true,
          description: 'Your Dub API key'
        }
      }
    ])
  })

  it('lists what is new and what is gone', () => {
    const region = setting({ name: 'region' })
    expect(compareSettings([apiKey], [region])).toEqual([
      { kind: 'added', setting: region },
      { kind: 'removed', setting: apiKey }
    ])
  })
})

describe('breakingChanges', () => {
  const none = { before: [], after: [] }
  const optional = setting({ required: false, sensitive: false })

  it.each<[string, FunctionSetting[], FunctionSetting[], string[]]>([
    ['a new optional setting', [], [optional], []],
    ['a setting that is no longer required', [setting({ sensitive: false })], [optional], []],
    ['another label or description', [apiKey], [setting({ label: 'Key', description: 'x' })], []],
    [
      'a new required setting',
      [],
      [apiKey],
      ['Setting "apiKey" is new and required: connections fail until it is filled in.']
    ],
    [
      'a setting that becomes required',
      [optional],
      [setting({ sensitive: false })],
      ['Setting "apiKey" becomes required: connections without a value fail.']
    ],
    ['a removed setting', [apiKey], [], ['Setting "apiKey" is removed: its values are lost.']],
    [
      'a renamed setting',
      [apiKey],
      [setting({ name: 'key' })],
      ['Setting "apiKey" is renamed to "key": values stay with the old name.']
    ],
    [
      'another type',
      [apiKey],
      [setting({ type: 'ARRAY' })],
      ['Setting "apiKey" changes its type from STRING to ARRAY.']
    ],
    [
      'a new secret',
      [setting({ sensitive: false })],
      [apiKey],
      ['Setting "apiKey" becomes a secret: it has to be entered again.']
    ],
    [
      'a secret that is none any more',
      [apiKey],
      [setting({ sensitive: false })],
      ['Setting "apiKey" is no secret any more: it has to be entered again.']
    ]
  ])('%s', (_, before, after, expected) => {
    expect(breakingChanges(compareSettings(before, after), none)).toEqual(expected)
  })

  it('a handler that disappears', () => {
    const handlers = { before: ['onTrack', 'onPage'], after: ['onTrack', 'onIdentify'] }
    expect(breakingChanges([], handlers)).toEqual([
      'Handler onPage disappears: its events are no longer delivered.'
    ])
  })
})
