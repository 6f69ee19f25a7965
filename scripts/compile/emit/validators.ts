/**
 * The validators of a destination's actions as JavaScript.
 *
 * Not AJV's standalone code: for nine actions of ten text fields that is 130 KB, and still 53 KB with every text behind
 * a `$ref`, in a function that should stay well below 60. What is emitted instead takes 4 KB; it names the parts of
 * `runtime/check.ts` and `runtime/rules.ts`, which do what AJV does with these schemas; `npm run fuzz` holds them
 * against `validateSchema` of actions-core. AJV still compiles each schema here, so that what it refuses is refused.
 */
import { actionsCore } from '../../shared/actions-core.ts'
import { UserError } from '../../shared/errors.ts'
import type { Fields } from '../../runtime/author/types.ts'
import { emitChecks } from './checks.ts'
import { literal, propertyKey } from './literal.ts'
import type { Schema } from '../read/schema.ts'
import { checkSchema } from '../read/schema.ts'

/**
 * @param actions - the fields of each action, by its key; an action without fields gets no validator, as in actions-core
 * @param place - the destination, for errors: `destinations/dub`
 * @returns source of an ES module that exports `validators`, an object of `Validator`s by the actions' keys. It uses the
 *   exports of `runtime/validation.ts` as members of `$check` and of `runtime/formats.ts` as members of `$formats`; the
 *   caller imports both
 * @throws {@link UserError} (definition) for an unknown format and for whatever else AJV or actions-core refuses
 */
export function emitValidators(actions: Record<string, Fields>, place = 'definition'): string {
  const schemas = Object.entries(actions)
    .filter(([, fields]) => Object.keys(fields).length > 0)
    .map(([action, fields]) => [action, schemaOf(fields, `${place}/${action}`)] as const)
  const { shared, checks } = emitChecks(schemas.map(([, schema]) => schema))
  const entries = schemas.map(
    ([action, schema], index) =>
      `${propertyKey(action)}: $check.validator(${[checks[index], ...emitLists(schema)].join(', ')})`
  )
  return [...shared, `export const validators = {\n${entries.join(',\n')}\n}`].join('\n') + '\n'
}

/** The keys of the fields that take several values, when there are any. */
function emitLists({ properties = {} }: Schema): string[] {
  const lists = Object.keys(properties).filter((key) => properties[key]!.type === 'array')
  return lists.length === 0 ? [] : [literal(lists)]
}

/**
 * The schema that actions-core makes of an action's fields, without what only explains.
 *
 * @throws {@link UserError} (definition), see {@link emitValidators}
 */
export function schemaOf(fields: Fields, place = 'fields'): Schema {
  let schema: Schema
  try {
    schema = actionsCore.fieldsToJsonSchema(fields) as Schema
  } catch (error) {
    throw new UserError('definition', `${place}: ${(error as Error).message}`, undefined, { cause: error })
  }
  checkSchema(schema, place)
  return schema
}
