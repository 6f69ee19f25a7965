/**
 * What validation makes of each field that a mapping gave: kept, changed, left out or refused, and why. The validators are
 * the text that the compiled function has, run here.
 */
import vm from 'node:vm'
import { emitValidators } from '../compile/emit/validators.ts'
import type { ResolvedFunction } from '../compile/types.ts'
import * as formats from '../runtime/emitted/formats.ts'
import * as check from '../runtime/emitted/validation.ts'
import type { ValidationIssue, Validator } from '../runtime/author/types.ts'
import { judge } from '../runtime/engine/unusable-fields.ts'

/** Of one field; `why` ends the sentence that the field's name begins: `must be a text, but it is an object`. */
export type Checked =
  | { kind: 'kept' }
  | { kind: 'changed'; value: unknown }
  | { kind: 'left out'; why: string }
  | { kind: 'refused'; why: string }
  | { kind: 'absent' }

type Validators = Record<string, Validator | undefined>

/** Of functions that were looked at already: schemas of large actions take a while. */
const known = new WeakMap<ResolvedFunction, Validators>()

/**
 * @param values - what the mapping gave, by field
 * @returns what the action would get, and what stands against that; undefined where nothing is checked
 */
export function judgeFields(
  fn: ResolvedFunction,
  action: string,
  values: Record<string, unknown>
): ReturnType<typeof judge> | undefined {
  const validate = validatorsOf(fn)[action]
  return validate && judge(validate, structuredClone(values), false, fn.unusableFields === 'leaveOut')
}

/**
 * @param values - what the mapping gave, by field
 * @returns what became of them by field, of fields that are missing too
 */
export function checkFields(
  fn: ResolvedFunction,
  action: string,
  values: Record<string, unknown>
): Record<string, Checked> {
  const judged = judgeFields(fn, action, values)
  if (!judged) return Object.fromEntries(Object.keys(values).map((field) => [field, { kind: 'kept' }]))
  const { payload, issues, leftOut } = judged
  const after = (payload ?? {}) as Record<string, unknown>
  const fields = new Set([...Object.keys(values), ...issues.flatMap(({ path }) => path[0] ?? [])])
  return Object.fromEntries(
    [...fields].map((field) => [field, judgementOf(field, values[field], after[field], issues, leftOut)])
  )
}

function judgementOf(
  field: string,
  before: unknown,
  after: unknown,
  issues: ValidationIssue[],
  leftOut: ValidationIssue[]
): Checked {
  const refused = reasonsOf(field, issues)
  if (refused !== '') return { kind: 'refused', why: refused }
  const left = reasonsOf(field, leftOut)
  if (left !== '' && after === undefined) return { kind: 'left out', why: left }
  if (before === undefined) return { kind: 'absent' }
  if (after === undefined) {
    const isEmpty = before === '' || before === null
    return { kind: 'left out', why: isEmpty ? 'is empty' : 'is no field of the action' }
  }
  return JSON.stringify(before) === JSON.stringify(after)
    ? { kind: 'kept' }
    : { kind: 'changed', value: after }
}

const reasonsOf = (field: string, issues: ValidationIssue[]): string =>
  issues
    .filter(({ path }) => path[0] === field)
    .map(({ path, message }) => [...path.slice(1), message].join(' '))
    .join('; ')

function validatorsOf(fn: ResolvedFunction): Validators {
  const before = known.get(fn)
  if (before) return before
  const text = emitValidators(fn.schemas).replace('export const validators =', 'return')
  const make = vm.runInThisContext(`($check, $formats) => {\n${text}}`) as (
    ...modules: unknown[]
  ) => Validators
  const validators = make(check, formats)
  known.set(fn, validators)
  return validators
}
