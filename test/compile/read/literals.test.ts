/** Values that a mapping writes out: refused is only what validation refuses for every event. */
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { checkLiteral } from '../../../scripts/compile/read/literals.ts'
import { readSchema } from '../../../scripts/compile/read/schema.ts'
import type { Schema } from '../../../scripts/compile/types.ts'
import { fields, payloadsOf } from '../../../scripts/fuzz/fields.ts'
import { freshValidation, outcomeOf } from '../../../scripts/fuzz/reference.ts'
import { copy } from '../../../scripts/fuzz/values.ts'
import type { Fields } from '../../../scripts/runtime/author/types.ts'

const place = { text: 'x', code: 'config' } as const

const isRefused = (key: string, value: unknown, schema: Schema): boolean =>
  'error' in outcomeOf(() => checkLiteral(key, value, schema, place))

const size = { label: 'Size', description: 'Of a coat', type: 'string', choices: ['s', 'm'] } as const
const coat = {
  label: 'Coat',
  description: 'What is worn',
  type: 'object',
  properties: {
    size,
    price: { label: 'Price', description: 'In cents', type: 'number' },
    gift: { label: 'Gift', description: 'Whether it is one', type: 'boolean', required: true },
    note: { label: 'Note', description: 'Or none', type: 'string', allowNull: true }
  }
} as const

it.each([
  [
    'parts that are empty, and left out',
    { size: null, price: '', gift: true, note: null, other: null },
    false
  ],
  ['an empty text where one may be chosen, which stays', { size: '', gift: true }, true],
  ['an empty part that is required', { gift: null }, true],
  ['a part that is no choice', { size: 'xl', gift: true }, true],
  ['an empty part of an item, which stays', [{ gift: true, size: null }], true]
])('of an object with %s', (_, value, expected) => {
  const fields = { coat, coats: { ...coat, multiple: true } } as unknown as Fields
  const schema = readSchema(fields, place)
  const key = Array.isArray(value) ? 'coats' : 'coat'
  const { pointers } = freshValidation()(schema, { [key]: copy(value) }, false) as { pointers: string[] }
  expect([isRefused(key, value, schema), pointers.length > 0]).toEqual([expected, expected])
})

it('says which part is wrong', () => {
  const schema = readSchema({ coat } as unknown as Fields, place)
  expect(() => checkLiteral('coat', { size: 'xl', gift: true, price: null }, schema, place)).toThrow(
    'x: /coat/size is "xl", but it must be one of "s", "m"; every event would be refused.'
  )
})

it('refuses of random values none that validation takes', () => {
  const validate = freshValidation()
  const cases = fields.chain((fields) =>
    fc.record({ fields: fc.constant(fields), payloads: payloadsOf(fields, 8) })
  )
  let refused = 0
  fc.assert(
    fc.property(cases, ({ fields, payloads }) => {
      const schema = outcomeOf(() => readSchema(fields, place))
      if ('error' in schema) return
      for (const payload of payloads as Record<string, unknown>[]) {
        if (typeof payload !== 'object' || payload === null) continue
        const wrong = Object.keys(payload).filter((key) =>
          isRefused(key, payload[key], schema.value as Schema)
        )
        if (wrong.length === 0) continue
        refused += 1
        const found = validate(schema.value as object, copy(payload), false)
        expect([wrong, 'schemaError' in found || found.pointers.length > 0]).toEqual([wrong, true])
      }
    }),
    { seed: 7, numRuns: 200 }
  )
  expect(refused).toBeGreaterThan(100)
})
