/** Names of actions-core that hardly any definition imports: `transform` and `validateSchema`. */
import { expect, it } from '@jest/globals'
import { compileFunction, resolveFunction } from '../../scripts/compile/index.ts'
import { call } from '../cli/call.ts'
import { temporaryFolder } from '../temporary.ts'
import { definition } from './definition.ts'

const project = (source: string, fixtures: Record<string, unknown> = {}) =>
  temporaryFolder({
    'package.json': { version: '1.2.3', type: 'module' },
    'segment.config.json': { functions: { acme: { destination: 'destinations/acme', displayName: 'Acme' } } },
    'destinations/acme/index.ts': source,
    ...fixtures
  })

const parts = {
  imports: `
import { fieldsToJsonSchema, transform, validateSchema } from '@segment/actions-core'
const mapping = { plan: { '@path': '$.properties.plan' }, greeting: { '@liquid': 'Hello {{ properties.name | upcase }}' } }
const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['plan'],
  properties: { plan: { type: 'string', enum: ['pro', '7'] }, greeting: { type: 'string', maxLength: 12 } }
}`,
  perform: `(request, { rawData }) => {
    const mapped = transform(mapping, rawData)
    const isValid = validateSchema(mapped, schema, { throwIfInvalid: rawData.event !== 'Strict' ? false : true })
    return request('https://api.example.com/track', { method: 'post', json: { mapped, isValid } })
  }`
}

const fixture = (event: string, properties: object, json: object | undefined) => ({
  description: 'What the definition maps and checks by itself',
  settings: { apiKey: 'example_apiKey' },
  event: { type: 'track', event, userId: 'u1', properties },
  exchanges: json
    ? [
        {
          request: { method: 'POST', url: 'https://api.example.com/track', json },
          reply: { status: 200, json: {} }
        }
      ]
    : [],
  expect: json ? { outcome: 'delivered' } : { outcome: 'discarded', error: 'ValidationError' }
})

it('do in a function what they do in Segment', async () => {
  const source = definition({ ...parts, imports: parts.imports.replace('fieldsToJsonSchema, ', '') })
  const root = await project(source, {
    'fixtures/acme/valid.json': fixture(
      'Seen',
      { plan: 7, name: 'Jane' },
      { mapped: { plan: '7', greeting: 'Hello JANE' }, isValid: true }
    ),
    'fixtures/acme/invalid.json': fixture(
      'Seen',
      { plan: 'free', name: 'Wilhelmina' },
      { mapped: { plan: 'free', greeting: 'Hello WILHELMINA' }, isValid: false }
    ),
    'fixtures/acme/strict.json': fixture('Strict', { plan: 'free' }, undefined)
  })
  expect(await call(root, ['replay'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('3 passed, 0 failed')
  })
})

it('ship only where they are imported', async () => {
  const root = await project(definition({ perform: `(request) => request('https://transform.example/')` }))
  const config = { destination: 'destinations/acme', displayName: 'Acme' }
  const { code } = await compileFunction(root, await resolveFunction(root, 'acme', config))
  expect(code).not.toMatch(/mapping-kit|validate-schema/)
})

it('are all that there is of the kind: others are refused by name', async () => {
  const root = await project(definition({ ...parts, perform: '() => [fieldsToJsonSchema, transform]' }))
  const { stderr } = await call(root, ['build'])
  expect(stderr).toContain('"fieldsToJsonSchema" of @segment/actions-core does not exist in Functions')
})
