/**
 * The validators of a destination's actions as JavaScript.
 *
 * Not AJV's standalone code: for nine actions of ten text fields that is 130 KB, and still 53 KB with every text behind
 * a `$ref`, in a function that should stay well below 60. What is emitted instead takes 4 KB; it names the parts of
 * `runtime/emitted/check.ts` and `rules.ts`, which do what AJV does with these schemas; `npm run fuzz` holds them against
 * `validateSchema` of actions-core.
 */
import path from 'node:path'
import { runtimeFolder } from '../runtime-modules.ts'
import type { EmittedImport, Schema } from '../types.ts'
import { emitChecks } from './checks.ts'
import { literal, propertyKey } from './literal.ts'

/** What the validators are made of. */
export const validatorParts: EmittedImport[] = [
  ['* as $check', path.join(runtimeFolder, 'emitted/validation.ts')],
  ['* as $formats', path.join(runtimeFolder, 'emitted/formats.ts')]
]

/**
 * @param schemas - of each action, by its key; an action without fields gets no validator, as in actions-core
 * @param name - of the module's one export
 * @returns source of an ES module that exports an object of `Validator`s by the actions' keys. The caller
 *   imports {@link validatorParts}
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
