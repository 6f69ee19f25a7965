/**
 * The validators of a destination's actions as JavaScript.
 *
 * Not AJV's standalone code: for nine actions of ten text fields that is 130 KB, and still 53 KB with every text behind
 * a `$ref`, in a function that should stay well below 60. What is emitted instead takes 4 KB; it names the parts of
 * `runtime/emitted/check.ts` and `rules.ts`, which do what AJV does with these schemas; `npm run fuzz` holds them against
 * `validateSchema` of actions-core.
 */
import type { Schema } from '../types.ts'
import { emitChecks } from './checks.ts'
import { literal, propertyKey } from './literal.ts'

/**
 * @param schemas - of each action, by its key; an action without fields gets no validator, as in actions-core
 * @param name - of the module's one export
 * @returns source of an ES module that exports an object of `Validator`s by the actions' keys. It uses the
 *   exports of `runtime/emitted/validation.ts` as members of `$check` and of `formats.ts` as members of `$formats`; the
 *   caller imports both
 */
export function emitValidators(schemas: Record<string, Schema>, name = 'validators'): string {
  const checked = Object.entries(schemas).filter(
    ([, { properties = {} }]) => Object.keys(properties).length > 0
  )
  const { shared, checks } = emitChecks(checked.map(([, schema]) => schema))
  const entries = checked.map(
    ([action, schema], index) =>
      `${propertyKey(action)}: $check.validator(${[checks[index], ...emitLists(schema)].join(', ')})`
  )
  return [...shared, `export const ${name} = {\n${entries.join(',\n')}\n}`].join('\n') + '\n'
}

/** The keys of the fields that take several values, when there are any. */
function emitLists({ properties = {} }: Schema): string[] {
  const lists = Object.keys(properties).filter((key) => properties[key]!.type === 'array')
  return lists.length === 0 ? [] : [literal(lists)]
}
