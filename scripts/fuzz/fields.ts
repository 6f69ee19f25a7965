/** Random field definitions of an action, and payloads near them and far from them. */
import fc from 'fast-check'
import type { Fields } from '../runtime/author/types.ts'
import { json, objectOf, text } from './values.ts'

const types = ['string', 'text', 'password', 'datetime', 'number', 'integer', 'boolean', 'object'] as const
const formats = [
  'date',
  'time',
  'date-time',
  'uri',
  'uri-reference',
  'uri-template',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'regex',
  'uuid',
  'password',
  'text',
  'byte',
  'int32',
  'json-pointer'
] as const

const names = [
  'a',
  'b',
  'c',
  'd',
  'items',
  'name',
  'dynamicAuthSettings',
  'constructor',
  'a~b/c',
  'it"s',
  '☃',
  '0'
]
const name = fc.constantFrom(...names)
const reference = fc.oneof(
  { weight: 3, arbitrary: name },
  { weight: 1, arbitrary: fc.tuple(name, name).map((keys) => keys.join('.')) }
)

const condition = fc.record(
  {
    fieldKey: reference,
    operator: fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom('is', 'is_not') },
      { weight: 1, arbitrary: fc.constant('has') }
    ),
    value: fc.oneof(fc.constantFrom('a', 'b', true, 0, 5, null), fc.constant(undefined))
  },
  { requiredKeys: ['fieldKey', 'operator'] }
)
const required = fc.oneof(
  { weight: 300, arbitrary: fc.boolean() },
  {
    weight: 100,
    arbitrary: fc.record(
      {
        match: fc.constantFrom('any', 'all'),
        conditions: fc.array(condition, { minLength: 1, maxLength: 3 })
      },
      { requiredKeys: ['conditions'] }
    )
  },
  { weight: 2, arbitrary: fc.constant({ conditions: [] }) }
)

const choice = fc.oneof(
  fc.constantFrom('a', 'b', 'A-b', '5', ''),
  fc.constantFrom({ label: 'A', value: 'a' }, { label: 'Five', value: 5 })
)

const field = fc.letrec<{ field: unknown; fields: Fields }>((tie) => ({
  field: fc
    .record({
      type: fc.oneof(
        { weight: 2000, arbitrary: fc.constantFrom(...types) },
        { weight: 5, arbitrary: fc.constant('nope') }
      ),
      required,
      multiple: fc.oneof(
        { weight: 3, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) }
      ),
      allowNull: fc.oneof(
        { weight: 3, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) }
      ),
      additionalProperties: fc.boolean(),
      format: fc.oneof(
        { weight: 600, arbitrary: fc.constant(undefined) },
        { weight: 200, arbitrary: fc.constantFrom(...formats) },
        { weight: 5, arbitrary: fc.constant('emial') }
      ),
      choices: fc.oneof(
        { weight: 400, arbitrary: fc.constant(undefined) },
        {
          weight: 100,
          arbitrary: fc.uniqueArray(choice, {
            minLength: 1,
            maxLength: 3,
            selector: (one) => (typeof one === 'string' ? one : one.value)
          })
        },
        { weight: 5, arbitrary: fc.constant([]) }
      ),
      minimum: fc.oneof(
        { weight: 3, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom(0, 1, 2, 5) }
      ),
      maximum: fc.oneof(
        { weight: 3, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constantFrom(1, 3, 10) }
      ),
      properties: fc.oneof(
        { maxDepth: 2, depthIdentifier: 'field' },
        { weight: 1, arbitrary: fc.constant(undefined) },
        { weight: 2, arbitrary: tie('fields') }
      )
    })
    .map((definition) => ({
      label: 'A label',
      description: 'A description',
      ...Object.fromEntries(
        Object.entries(definition).filter(([, value]) => value !== undefined && value !== false)
      )
    })),
  fields: fc
    .array(fc.tuple(name, tie('field')), { minLength: 1, maxLength: 4, depthIdentifier: 'field' })
    .map((entries) => Object.fromEntries(entries) as Fields)
}))

export const fields: fc.Arbitrary<Fields> = field.fields

type Definition = Fields[string]

/** A value that may well be right for the field, or right but for one step. */
function near(definition: Definition): fc.Arbitrary<unknown> {
  const single = nearSingle(definition)
  const wrapped = definition.multiple
    ? fc.oneof({ weight: 4, arbitrary: fc.array(single, { maxLength: 3 }) }, { weight: 1, arbitrary: single })
    : fc.oneof({ weight: 8, arbitrary: single }, { weight: 1, arbitrary: single.map((value) => [value]) })
  return fc.oneof(
    { weight: 8, arbitrary: wrapped },
    { weight: 1, arbitrary: fc.constantFrom(null, '', 0, false, undefined) },
    { weight: 1, arbitrary: json }
  )
}

function nearSingle({ type, choices, properties }: Definition): fc.Arbitrary<unknown> {
  if (Array.isArray(choices) && choices.length > 0) {
    return fc.oneof(
      fc.constantFrom(...choices.map((one) => (typeof one === 'object' ? one.value : one))),
      text
    )
  }
  switch (type) {
    case 'object':
      return properties ? payloadOf(properties as Fields) : json
    case 'boolean':
      return fc.constantFrom(true, false, 'true', 'false', 0, 1, 'yes')
    case 'number':
    case 'integer':
      return fc.constantFrom(0, 1, 5, -3, 1.5, '5', ' 5 ', '1.5', '0x10', 'Infinity', '', true, 'a')
    default:
      return fc.oneof(
        { weight: 4, arbitrary: text },
        { weight: 1, arbitrary: fc.constantFrom(5, 1700000000, true, false) }
      )
  }
}

/** A payload for fields, with some of them left out and some that are not known. */
export function payloadOf(definitions: Fields): fc.Arbitrary<Record<string, unknown>> {
  const known = Object.entries(definitions).map(([key, definition]) =>
    fc.option(near(definition), { nil: undefined, freq: 8 }).map((value) => [key, value] as [string, unknown])
  )
  return fc
    .tuple(
      fc.tuple(...known),
      fc.array(fc.tuple(fc.oneof(name, fc.constantFrom('__proto__', 'toString', 'extra')), json), {
        maxLength: 2
      })
    )
    .map(([entries, more]) => objectOf([...more, ...entries].filter(([, value]) => value !== undefined)))
}

export const payloadsOf = (definitions: Fields, count: number): fc.Arbitrary<unknown[]> =>
  fc.array(fc.oneof({ weight: 30, arbitrary: payloadOf(definitions) }, { weight: 1, arbitrary: json }), {
    minLength: count,
    maxLength: count
  })
