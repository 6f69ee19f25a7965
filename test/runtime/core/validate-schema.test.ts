/** `validateSchema` does with random schemas of fields, and payloads near them, what actions-core's does. */
import { describe, expect, it, jest } from '@jest/globals'
import fc from 'fast-check'
import { difference } from '../../../scripts/fuzz/difference.ts'
import { fields, payloadsOf } from '../../../scripts/fuzz/fields.ts'
import { validateSchema } from '../../../scripts/runtime/core/validate-schema.ts'
import AggregateErrors from '../../../scripts/runtime/stand-ins/aggregate-error.ts'
import { actionsCore } from '../../../scripts/shared/actions-core.ts'

type Validate = (value: unknown, schema: object, options?: object) => boolean

/** What it answers and what it makes of the value; `exempt` is a field of a reserved name. */
function outcome(validate: Validate, schema: object, given: unknown, throwIfInvalid: boolean) {
  const value = structuredClone(given)
  try {
    return { valid: validate(value, schema, { throwIfInvalid, exempt: ['dynamicAuthSettings'] }), value }
  } catch (error) {
    return { name: (error as Error).name, value }
  }
}

/** A schema that AJV refuses says nothing of values. */
const isSchema = (schema: object): boolean => {
  try {
    actionsCore.validateSchema({}, structuredClone(schema) as never, { throwIfInvalid: false })
    return true
  } catch {
    return false
  }
}

it('judges and coerces as actions-core does', () => {
  // AJV tells of unions of types, which actions-core makes on purpose.
  jest.spyOn(console, 'warn').mockImplementation(() => undefined)
  let compared = 0
  const cases = fields.chain((definitions) => fc.tuple(fc.constant(definitions), payloadsOf(definitions, 5)))
  fc.assert(
    fc.property(cases, fc.boolean(), ([definitions, payloads], throws) => {
      const schema = madeOf(definitions)
      if (!schema || !isSchema(schema)) return
      for (const payload of payloads.filter((one) => typeof one === 'object' && one !== null)) {
        compared += 1
        const [own, reference] = [validateSchema as Validate, actionsCore.validateSchema as Validate].map(
          (validate) => outcome(validate, schema, payload, throws)
        )
        const found = difference(own, reference)
        if (found !== undefined) throw new Error(`${found} ${JSON.stringify({ schema, payload })}`)
      }
    }),
    { numRuns: 120, seed: 20260115 }
  )
  expect(compared).toBeGreaterThan(300)
})

function madeOf(definitions: object): object | undefined {
  try {
    return actionsCore.fieldsToJsonSchema(definitions as never)
  } catch {
    return undefined
  }
}

describe('what is wrong', () => {
  const schema = { type: 'object', required: ['plan'], properties: { plan: { type: 'string' } } }

  it('is thrown, without values', () => {
    expect(() => validateSchema({ plan: { secret: 1 } }, schema)).toThrow(
      expect.objectContaining({
        name: 'AggregateAjvError',
        message: 'plan must be a text, but it is an object'
      }) as unknown as Error
    )
  })

  it('is a schema with what nothing here understands', () => {
    const odd = { type: 'object', properties: { plan: { type: 'string', pattern: '^p' } } }
    expect(() => validateSchema({ plan: 'pro' }, odd)).toThrow(
      'validateSchema does not know "pattern" in Functions.'
    )
  })
})

it('has errors of a mapping one by one, as aggregate-error has them', () => {
  const errors = [new Error('one'), new Error('two')]
  const own = new AggregateErrors(errors)
  expect([[...own], own.name, own.message]).toEqual([errors, 'AggregateError', 'one\ntwo'])
})
