/**
 * Fields whose value has a shape that nobody can use: an object for a text, a text for an object, PHP's `[]` for an empty
 * object. The function's `unusableFields` decides what becomes of an optional one.
 */
import { isObject } from '../author/text.ts'
import type { ValidationIssue, Validator } from '../author/types.ts'

export interface Judged {
  payload: unknown
  /** What is wrong and stays wrong; the payload is valid if there is nothing. */
  issues: ValidationIssue[]
  /** What was wrong with the optional fields that were left out. */
  leftOut: ValidationIssue[]
}

const none: ValidationIssue[] = []

/**
 * @param mapped - what the mapping gave; it may be changed
 * @param leavesOut - whether an optional field is left out instead of refused; a required one never is
 */
export function judge(validate: Validator, mapped: unknown, isBatch: boolean, leavesOut: boolean): Judged {
  const first = validate(mapped, isBatch)
  if (first.issues.length === 0) return { payload: first.payload, issues: first.issues, leftOut: none }
  const { payload, issues } = emptied(validate, first, isBatch)
  const unusable = leavesOut ? issues.filter((issue) => hasUnusableShape(payload, issue)) : []
  if (unusable.length === 0) return { payload, issues, leftOut: [] }
  for (const { path } of [...unusable].reverse()) remove(payload, path)
  const second = validate(payload, isBatch)
  // A required field that was left out is missing now; what was wrong with it says more.
  const required = unusable.filter(({ path }) =>
    second.issues.some((issue) => issue.path.join('.') === path.join('.') && issue.message === 'is missing')
  )
  const others = second.issues.filter(
    ({ path, message }) =>
      message !== 'is missing' || !unusable.some((issue) => issue.path.join('.') === path.join('.'))
  )
  return {
    payload: second.payload,
    issues: [...required, ...others],
    leftOut: unusable.filter((issue) => !required.includes(issue))
  }
}

/** An empty list where an object belongs counts as an empty object, whatever becomes of other shapes. */
function emptied(
  validate: Validator,
  { payload, issues }: ReturnType<Validator>,
  isBatch: boolean
): ReturnType<Validator> {
  const lists = issues.filter((issue) => isShapeOfObject(issue) && isEmptyList(valueAt(payload, issue.path)))
  if (lists.length === 0) return { payload, issues }
  for (const { path } of lists) holderOf(payload, path)![path.at(-1)!] = {}
  return validate(payload, isBatch)
}

const isShapeOfObject = ({ message }: ValidationIssue): boolean => message.startsWith('must be an object, ')

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0

function hasUnusableShape(payload: unknown, issue: ValidationIssue): boolean {
  if (issue.path.length === 0 || !/^must be .*, but it is /.test(issue.message)) return false
  const value = valueAt(payload, issue.path)
  return (typeof value === 'object' && value !== null) || isShapeOfObject(issue)
}

function remove(payload: unknown, path: string[]): void {
  const holder = holderOf(payload, path)
  if (Array.isArray(holder)) holder.splice(Number(path.at(-1)), 1)
  else if (holder) Reflect.deleteProperty(holder, path.at(-1)!)
}

const valueAt = (payload: unknown, path: string[]): unknown => holderOf(payload, path)?.[path.at(-1)!]

function holderOf(payload: unknown, path: string[]): Record<string, unknown> | undefined {
  let holder = payload
  for (const key of path.slice(0, -1)) {
    if (!isObject(holder) && !Array.isArray(holder)) return undefined
    holder = (holder as unknown as Record<string, unknown>)[key]
  }
  return isObject(holder) || Array.isArray(holder) ? (holder as Record<string, unknown>) : undefined
}
