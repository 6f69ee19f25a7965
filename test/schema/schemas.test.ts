/** What an editor marks: mistakes in segment.config.json and in fixtures, and nothing that is right. */
import { describe, expect, it } from '@jest/globals'
import { Ajv } from 'ajv'
import { readFile } from 'node:fs/promises'
import { glob } from 'tinyglobby'
import { configSchema } from '../../scripts/schema/config.ts'

describe('the schema of segment.config.json', () => {
  it('takes this project, and refuses what its vendors do not have', async () => {
    const validate = new Ajv({ allErrors: true }).compile(await configSchema(process.cwd()))
    const config = JSON.parse(await readFile('segment.config.json', 'utf8')) as {
      functions: { dub: { presets: Record<string, unknown> } }
    }
    const withPreset = (name: string, value: unknown): unknown => {
      const changed = structuredClone(config)
      changed.functions.dub.presets[name] = value
      return changed
    }

    expect(validate(config)).toBe(true)
    expect(validate(withPreset('Track a lead', { mapping: { mode: 'wait' } }))).toBe(true)
    expect(validate(withPreset('Track a leed', true))).toBe(false)
    expect(validate(withPreset('Track a lead', { mapping: { mood: 'wait' } }))).toBe(false)
  })

  it('says what a field is for', async () => {
    expect(JSON.stringify(await configSchema(process.cwd()))).toContain('Click ID: ')
  })
})

describe('the schema of fixtures', () => {
  it('takes every fixture of this project, and refuses a mistyped key', async () => {
    const schema = JSON.parse(await readFile('scripts/fixture.schema.json', 'utf8')) as object
    const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema)
    const refused: string[] = []
    for (const file of await glob('fixtures/*/*.json', { ignore: ['fixtures/events/**'] }))
      if (!validate(JSON.parse(await readFile(file, 'utf8')))) refused.push(file)

    expect(refused).toEqual([])
    expect(validate({ expect: { outcome: 'delivered' }, exchange: [] })).toBe(false)
    expect(validate({ expect: { outcome: 'sent' } })).toBe(false)
  })
})
