/** The rules of emitted validators beside types and fields, each one keyword of JSON Schema as AJV reads it. */
import type { Check, Rule } from './check.ts'
import { run } from './check.ts'

function rule(message: string, test: (value: unknown) => boolean): Rule {
  return (value, issues) => {
    if (test(value)) return true
    issues?.push({ path: [], message })
    return false
  }
}

/** Of a record with a field named as something that every object inherits (`constructor`): a rule for {@link run} alone. */
export const inherits: Rule = () => true

/** @param allowed - texts, numbers, null: what choices can be */
export const oneOf =
  (allowed: unknown[]): Rule =>
  (value, issues) => {
    if (allowed.includes(value)) return true
    const choices = allowed.map((choice) => JSON.stringify(choice)).join(', ')
    issues?.push({ path: [], message: `must be one of ${choices}` })
    return false
  }

/** Stands inside `if` only, as do `not`, `any` and `all`: they say nothing about what they find. */
export const is =
  (allowed: unknown): Rule =>
  (value) =>
    isEqual(value, allowed)

export const atLeast = (limit: number): Rule =>
  rule(`must be at least ${limit}`, (value) => !isNumber(value) || value >= limit)

export const atMost = (limit: number): Rule =>
  rule(`must be at most ${limit}`, (value) => !isNumber(value) || value <= limit)

export const shortest = (limit: number): Rule =>
  rule(
    `must have at least ${limit} characters`,
    (value) => typeof value !== 'string' || lengthOf(value) >= limit
  )

export const longest = (limit: number): Rule =>
  rule(
    `must have at most ${limit} characters`,
    (value) => typeof value !== 'string' || lengthOf(value) <= limit
  )

const formatNames: Record<string, string> = {
  'date-like': 'a date',
  email: 'an email address',
  uri: 'a URL',
  'date-time': 'a date with time'
}

/** @param test - for texts a regular expression or a function; for numbers a function */
export function format(name: string, test: RegExp | ((value: never) => boolean), type = 'string'): Rule {
  const passes =
    test instanceof RegExp ? (value: string) => test.test(value) : (test as (value: unknown) => boolean)
  return rule(`must be ${formatNames[name] ?? `in the format ${name}`}`, (value) => {
    if (type === 'number' ? !isNumber(value) : typeof value !== 'string') return true
    return passes(value as string)
  })
}

/** `if` and `then`: the first decides silently, though it may coerce, the second counts. */
export function when(condition: Check, then: Check): Rule {
  return (value, issues) => !run(condition, value, undefined, '') || run(then, value, undefined, '', issues)
}

export const not =
  (part: Check): Rule =>
  (value) =>
    !run(part, value, undefined, '')

export const any =
  (...parts: Check[]): Rule =>
  (value) =>
    parts.some((part) => run(part, value, undefined, ''))

export const all =
  (...parts: Check[]): Rule =>
  (value) =>
    parts.every((part) => run(part, value, undefined, ''))

const isNumber = (value: unknown): value is number => typeof value === 'number' && isFinite(value)

/** In characters, not in UTF-16 units. */
const lengthOf = (text: string): number => [...text].length

/** For JSON values. */
function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every(
      (key) =>
        Object.hasOwn(other, key) &&
        isEqual((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key])
    )
  )
}
