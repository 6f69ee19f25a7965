/**
 * The schemas that actions-core makes of fields, and AJV as actions-core sets it up: what it refuses is refused when compiling.
 */
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import type { Fields } from '../../runtime/author/types.ts'
import { dateLike } from '../../runtime/emitted/formats.ts'
import { actionsCore } from '../../shared/actions-core.ts'
import { suggestion } from '../../shared/nearest.ts'
import type { Schema } from '../types.ts'
import type { Place } from './place.ts'
import { below, refuse } from './place.ts'

/** What a field's `type` can be, and what `fieldsToJsonSchema` makes of it. */
const fieldTypes = ['string', 'text', 'password', 'datetime', 'number', 'integer', 'boolean', 'object']
const schemaTypes = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']

type Plugin = typeof addFormats.default

/** Of `schema-validation.js`, but silent: AJV prints there what it thinks of union types. */
export const ajv = new Ajv({
  coerceTypes: 'array',
  allErrors: true,
  allowUnionTypes: true,
  removeAdditional: true,
  logger: false
})
// A CommonJS module: what is imported is the plugin itself, whatever its types say.
;(addFormats as unknown as Plugin)(ajv)
ajv.addFormat('text', true)
ajv.addFormat('date-like', dateLike)

/** The forms of a function that fixtures ask for share its actions; AJV takes a while to compile a schema. */
const known = new WeakMap<Fields, Schema>()

/**
 * The schema that actions-core makes of an action's fields, without what only explains.
 *
 * @param place - the action
 * @throws {@link UserError} for an unknown type or format and for whatever else AJV or actions-core refuses, as they would
 *   when the first event arrives
 */
export function readSchema(fields: Fields, place: Place): Schema {
  const before = known.get(fields)
  if (before) return before
  let schema: Schema
  try {
    schema = actionsCore.fieldsToJsonSchema(fields) as Schema
  } catch (error) {
    return refuse(place, `: ${(error as Error).message}`, undefined, error)
  }
  checkSchema(schema, place)
  known.set(fields, schema)
  return schema
}

function checkSchema(schema: Schema, place: Place): void {
  for (const [key, field] of fieldsOf(schema)) {
    if (key === '__proto__') refuse(place, ': "__proto__" cannot be a field.')
    if (field.type === undefined) refuse(place, `: the field ${key} has no type.`)
    checkNames(field, below(place, `: the field ${key}`))
    if (field.items) checkNames(field.items, below(place, `: the field ${key}`))
  }
  // Under an object of its own, which AJV can forget again.
  const copy = { ...schema }
  try {
    ajv.compile(copy)
    ajv.removeSchema(copy)
  } catch (error) {
    refuse(place, `: ${(error as Error).message}.`, undefined, error)
  }
}

/** AJV says of these, at length, that the schema is invalid. */
function checkNames({ type = [], format }: Schema, field: Place): void {
  for (const name of [type].flat()) {
    if (!schemaTypes.includes(name))
      refuse(field, ` is of an unknown type "${name}".`, suggestion(name, fieldTypes))
  }
  if (format !== undefined && !Object.hasOwn(ajv.formats, format)) {
    refuse(field, ` has an unknown format "${format}".`, suggestion(format, Object.keys(ajv.formats)))
  }
}

function fieldsOf({ properties = {}, items }: Schema): [string, Schema][] {
  const own = Object.entries(properties)
  const below = items ? [items, ...Object.values(properties)] : Object.values(properties)
  // Setting `__proto__` leaves no own key; what shows is a prototype of its own.
  const lost =
    Object.getPrototypeOf(properties) === Object.prototype ? [] : [['__proto__', {}] as [string, Schema]]
  return [...lost, ...own, ...below.flatMap(fieldsOf)]
}
