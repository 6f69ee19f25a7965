/** The part of JSON Schema that `fieldsToJsonSchema` of actions-core uses, and AJV as actions-core sets it up. */
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { UserError } from '../../shared/errors.ts'
import { suggestion } from '../../shared/nearest.ts'
import { dateLike } from '../../runtime/emitted/formats.ts'

export interface Schema {
  type?: string | string[]
  format?: string
  enum?: unknown[]
  const?: unknown
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean
  allOf?: Schema[]
  anyOf?: Schema[]
  not?: Schema
  if?: Schema
  then?: Schema
}

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

/**
 * @param place - the action, for the message
 * @throws {@link UserError} (definition) when AJV refuses the schema, as it would when the first event arrives
 */
export function checkSchema(schema: Schema, place: string): void {
  for (const [key, field] of fieldsOf(schema)) {
    if (key === '__proto__') throw new UserError('definition', `${place}: "__proto__" cannot be a field.`)
    if (field.type === undefined) throw new UserError('definition', `${place}: the field ${key} has no type.`)
    checkNames(field, `${place}: the field ${key}`)
    if (field.items) checkNames(field.items, `${place}: the field ${key}`)
  }
  // Under an object of its own, which AJV can forget again.
  const copy = { ...schema }
  try {
    ajv.compile(copy)
    ajv.removeSchema(copy)
  } catch (error) {
    throw new UserError('definition', `${place}: ${(error as Error).message}.`, undefined, { cause: error })
  }
}

/** AJV says of these, at length, that the schema is invalid. */
function checkNames({ type = [], format }: Schema, field: string): void {
  for (const name of [type].flat()) {
    if (schemaTypes.includes(name)) continue
    throw new UserError(
      'definition',
      `${field} is of an unknown type "${name}".`,
      suggestion(name, fieldTypes)
    )
  }
  if (format !== undefined && !Object.hasOwn(ajv.formats, format)) {
    const known = Object.keys(ajv.formats)
    throw new UserError(
      'definition',
      `${field} has an unknown format "${format}".`,
      suggestion(format, known)
    )
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
