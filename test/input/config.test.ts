import { describe, expect, it } from '@jest/globals'
import { Ajv } from 'ajv'
import schema from '../../scripts/config.schema.json'
import { loadConfig } from '../../scripts/input/config.ts'
import { temporaryFolder } from '../temporary.ts'

describe('loadConfig', () => {
  it.each(['Dub', 'dub '])('refuses two functions of one display name: %j', async (displayName) => {
    const root = await temporaryFolder({
      'segment.config.json': {
        functions: {
          dub: { destination: 'destinations/dub', displayName: 'Dub' },
          other: { destination: 'destinations/dub', displayName }
        }
      }
    })
    await expect(loadConfig(root)).rejects.toMatchObject({
      code: 'config',
      message: `segment.config.json: functions.other.displayName is "${displayName}", which functions.dub is called already.`
    })
  })

  it('refuses a display name of blanks', async () => {
    const root = await temporaryFolder({
      'segment.config.json': { functions: { dub: { destination: 'destinations/dub', displayName: '  ' } } }
    })
    await expect(loadConfig(root)).rejects.toThrow('functions.dub.displayName is blank.')
  })

  it('refuses a key that stands there twice, of which the first would count for nothing', async () => {
    const dub = '"dub": { "destination": "destinations/dub", "displayName": "Dub" }'
    const root = await temporaryFolder({ 'segment.config.json': `{ "functions": {\n${dub},\n  ${dub} } }` })
    await expect(loadConfig(root)).rejects.toThrow(
      'segment.config.json:3:3: "dub" stands there for the second time, and the first would count for nothing.'
    )
  })

  it.each<[unknown, string]>([
    [5, 'KEY is neither a text nor {"setting": true}, with "required": false where it may be empty.'],
    [
      { setting: false },
      'KEY is neither a text nor {"setting": true}, with "required": false where it may be empty.'
    ],
    [{ settings: true }, 'KEY has the unknown key "settings". Did you mean "setting"?']
  ])('refuses a variable of the environment that is %j', async (KEY, message) => {
    const dub = { destination: 'destinations/dub', displayName: 'Dub', env: { KEY } }
    const root = await temporaryFolder({ 'segment.config.json': { functions: { dub } } })
    await expect(loadConfig(root)).rejects.toThrow(`segment.config.json: functions.dub.env.${message}`)
  })

  it.each([
    [
      { 'My Dub': { destination: 'destinations/dub', displayName: 'Dub' } },
      'functions has "My Dub", but a name there has small letters, digits and hyphens only, and no hyphen first.'
    ],
    [
      { dub: { destination: 'destinations/dub', displayName: 'Dub', env: { 'A B': 'c' } } },
      'functions.dub.env has "A B", but a name there has letters, digits and underscores only, and no digit first.'
    ]
  ])('refuses a name that is none: %j', async (functions, message) => {
    const root = await temporaryFolder({ 'segment.config.json': { functions } })
    await expect(loadConfig(root)).rejects.toThrow(`segment.config.json: ${message}`)
  })

  it('takes a function for what it is, also under a name that every object knows', async () => {
    const dub = { destination: 'destinations/dub', displayName: 'Dub' }
    const root = await temporaryFolder({ 'segment.config.json': { functions: { constructor: dub } } })
    const { functions, sources } = await loadConfig(root)
    expect([functions.constructor, sources.constructor, functions.toString]).toEqual([
      dub,
      undefined,
      undefined
    ])
  })
})

it('has a schema that is one', () => {
  expect(() => new Ajv({ strict: true }).compile(schema)).not.toThrow()
})
