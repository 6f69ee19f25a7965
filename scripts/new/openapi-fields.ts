/** Schemas of an OpenAPI document as fields: with types, descriptions, choices and limits. */
import { fieldOf } from './body-fields.ts'
import { guessPlaces } from './guess.ts'
import type { Call, FieldPlan, Json } from './plan.ts'
import type { Operation, Schema } from './openapi-types.ts'

/** Deeper objects are one field: also where a schema contains itself. */
const deepest = 3

/** What of an operation's bodies can be sent, JSON before forms. */
export function contentOf({
  requestBody
}: Operation): { schema: Schema; body: 'json' | 'form'; list?: true } | undefined {
  const contents = Object.entries(requestBody?.content ?? {})
  const json = contents.find(([type]) => /json/i.test(type))
  const found = json ?? contents.find(([type]) => type.startsWith('application/x-www-form-urlencoded'))
  if (!found?.[1].schema) return undefined
  const schema = merged(found[1].schema)
  return schema.items
    ? { schema: merged(schema.items), body: 'json', list: true }
    : { schema, body: json ? 'json' : 'form' }
}

/** What the parts of `allOf` say together; of `oneOf` and `anyOf` the first, which an author changes if it is another. */
function merged(schema: Schema): Schema {
  const parts = [
    ...(schema.allOf ?? []),
    ...(schema.oneOf ?? schema.anyOf ?? []).filter(({ type }) => type !== 'null').slice(0, 1)
  ]
  if (parts.length === 0) return schema
  const { allOf: _all, oneOf: _one, anyOf: _any, ...own } = schema
  return parts.map(flat).reduce<Schema>(
    (sum, part) => ({
      ...part,
      ...sum,
      ...((sum.properties ?? part.properties) && { properties: { ...part.properties, ...sum.properties } }),
      required: [...(sum.required ?? []), ...(part.required ?? [])]
    }),
    own
  )
}

/** One level more of `allOf` within `allOf`; a schema that contains itself there says nothing. */
const flat = (schema: Schema): Schema =>
  schema.allOf
    ? ({
        ...schema,
        ...Object.assign({}, ...schema.allOf.map(({ allOf: _nested, ...part }) => part)),
        allOf: undefined
      } as Schema)
    : schema

/**
 * @param schema - of an object
 * @param keys - of fields there are already; the new ones are added to it
 */
export function fieldsOfSchema(
  schema: Schema,
  part: FieldPlan['to']['part'],
  call: Call,
  keys: Set<string>
): FieldPlan[] {
  return propertiesOf(schema, [], true, [schema]).map(({ at, leaf, required }) => {
    const { type, multiple, sample } = shapeOf(leaf)
    const base = fieldOf({ at, value: sample }, part, call, keys)
    const name = at.at(-1)!
    const choices = choicesOf(multiple ? (leaf.items ?? {}) : leaf)
    const format = multiple ? undefined : formatOf(leaf)
    const from = guessPlaces(name, call, multiple ? 'list' : type)
    return {
      ...base,
      description: [oneLine(leaf.description) || base.description, lengthOf(leaf)].filter(Boolean).join(' '),
      // A time that has a format of its own is compared with that.
      type: base.type === 'datetime' && type === 'string' ? 'datetime' : type,
      ...(multiple && { multiple }),
      ...(required && { required }),
      ...(format && { format }),
      ...(choices.length > 0 && !multiple && { choices }),
      ...limitsOf(leaf),
      from,
      sample
    }
  })
}

interface Property {
  at: string[]
  leaf: Schema
  required?: true
}

function propertiesOf(schema: Schema, at: string[], isNeeded: boolean, above: Schema[]): Property[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, written]): Property[] => {
    const property = merged(written)
    if (property.readOnly) return []
    const here = [...at, name]
    const needed = isNeeded && (schema.required ?? []).includes(name)
    const isObjectWithMembers =
      property.properties !== undefined && Object.keys(property.properties).length > 0
    if (isObjectWithMembers && here.length < deepest && !above.includes(written))
      return propertiesOf(property, here, needed, [...above, written])
    return [{ at: here, leaf: property, ...(needed && { required: true as const }) }]
  })
}

interface Shape {
  type: FieldPlan['type']
  multiple?: true
  sample: Json
}

const typeOf = ({ type, properties, items, additionalProperties }: Schema): string => {
  const [named] = [type].flat().filter((one) => one !== undefined && one !== 'null')
  if (named !== undefined) return named
  if (items) return 'array'
  return properties || additionalProperties ? 'object' : 'string'
}

function shapeOf(schema: Schema): Shape {
  const named = typeOf(schema)
  if (named === 'array') {
    const inner = shapeOf(merged(schema.items ?? { type: 'string' }))
    // A list of lists has no type of field.
    return {
      type: inner.type,
      multiple: true,
      sample: [Array.isArray(inner.sample) ? 'example' : inner.sample]
    }
  }
  if (named === 'object') return { type: 'object', sample: { plan: 'pro' } }
  if (named === 'number' || named === 'integer') return { type: named, sample: numberOf(schema, named) }
  if (named === 'boolean') return { type: 'boolean', sample: true }
  if (/^date(-time)?$/.test(schema.format ?? ''))
    return { type: 'datetime', sample: schema.format === 'date' ? '2026-01-31' : '2026-01-31T12:00:00.000Z' }
  return { type: 'string', sample: textOf(schema) }
}

function numberOf(schema: Schema, type: 'number' | 'integer'): number {
  const { enum: values, example, minimum = 1, maximum = Infinity } = schema
  const wanted = [values?.[0], example].find((one) => typeof one === 'number')
  if (wanted !== undefined && wanted >= (schema.minimum ?? -Infinity) && wanted <= maximum)
    return type === 'integer' ? Math.trunc(wanted) : wanted
  return Math.min(type === 'integer' ? Math.ceil(minimum) : minimum, maximum)
}

const samples: Record<string, string> = {
  email: 'jane@example.com',
  uri: 'https://example.com/page',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '9f1c2f0e-5f2b-4c8b-9d2e-0c8f3a9b7d11'
}

function textOf({ enum: values, format, example, examples }: Schema): string {
  if (typeof values?.[0] === 'string') return values[0]
  if (format !== undefined && Object.hasOwn(samples, format)) return samples[format]!
  const shown = example ?? examples?.[0]
  return typeof shown === 'string' && shown.trim() !== '' && shown.length <= 200 ? shown.trim() : 'example'
}

/** Formats that fields have; others only explain. */
const formatOf = ({ type, format }: Schema): string | undefined =>
  [type].flat().includes('string') && format !== undefined && Object.hasOwn(samples, format)
    ? format
    : undefined

const choicesOf = ({ enum: values = [] }: Schema): (string | number)[] =>
  values.filter((value) => typeof value === 'string' || typeof value === 'number')

const limitsOf = ({ minimum, maximum }: Schema) => ({
  ...(typeof minimum === 'number' && { minimum }),
  ...(typeof maximum === 'number' && { maximum })
})

/** Fields have no limits of length; who fills one in should know of them. */
const lengthOf = ({ minLength, maxLength }: Schema): string | undefined => {
  if (maxLength !== undefined) return `At most ${maxLength} characters.`
  return minLength !== undefined && minLength > 1 ? `At least ${minLength} characters.` : undefined
}

const oneLine = (text: string | undefined): string =>
  (text ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, 500)

/** Whom or what the body tells of. */
export function callOf(schema: Schema | undefined): Call {
  const names = propertiesOf(schema ?? {}, [], true, []).map(({ at }) => at.at(-1)!)
  if (names.some((name) => /event|amount|revenue|price|total|order|currency/i.test(name))) return 'track'
  return names.some((name) => /e-?mail|first_?name|last_?name|phone|traits/i.test(name))
    ? 'identify'
    : 'track'
}
