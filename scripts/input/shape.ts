/**
 * Strict reading of a JSON file's parts: every mistake is a UserError with file, line, column and the part's name.
 */
import type { JSONPath } from 'jsonc-parser'
import { UserError } from '../shared/errors.ts'
import { isObject } from '../runtime/author/text.ts'
import type { LocatedJson } from './located-json.ts'
import { suggestion } from '../shared/nearest.ts'

/** A value in a file, and the way to it. */
export interface Part {
  file: LocatedJson
  path: JSONPath
  value: unknown
}

export const whole = (file: LocatedJson): Part => ({ file, path: [], value: file.value })

/** @returns the member of an object or list; its value is undefined when there is none */
export function member(part: Part, key: string | number): Part {
  const value = (part.value as Record<string | number, unknown>)[key]
  return { file: part.file, path: [...part.path, key], value }
}

/** `exchanges[0].request`, or `the file` for all of it. */
export function partName(part: Part): string {
  const name = part.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')
  return name.replace(/^\./, '') || 'the file'
}

/**
 * @param message - what is wrong with the part, without its name: `is 12, not a text`
 * @param hint - what to write instead
 */
export function wrong(part: Part, message: string, hint: string): UserError {
  return new UserError(part.file.code, `${part.file.at(part.path)}: ${partName(part)} ${message}.`, hint)
}

/** @throws UserError when the part is no object or has a key that is not in `keys` */
export function objectWith<Key extends string>(
  part: Part,
  keys: readonly Key[]
): Partial<Record<Key, unknown>> {
  const object = anyObject(part)
  for (const key of Object.keys(object)) {
    if (!keys.includes(key as Key))
      throw wrong(member(part, key), 'is not a key of the format', suggestion(key, [...keys]))
  }
  return object as Partial<Record<Key, unknown>>
}

/** @throws UserError when the part is null, a list or no object at all */
export function anyObject(part: Part): Record<string, unknown> {
  if (isObject(part.value)) return part.value
  throw wrong(part, `is ${kindOf(part.value)}, not an object`, 'Write an object: {"…": …}.')
}

/** @throws UserError when the part is no list */
export function list(part: Part): Part[] {
  if (!Array.isArray(part.value))
    throw wrong(part, `is ${show(part.value)}, not a list`, 'Write a list: […].')
  return part.value.map((_, index) => member(part, index))
}

/** @throws UserError when the part is no text */
export function text(part: Part): string {
  if (typeof part.value === 'string') return part.value
  throw wrong(part, `is ${show(part.value)}, not a text`, 'Write it in double quotes.')
}

/** @throws UserError when the part is neither absent nor an object of texts */
export function optionalTexts(part: Part): Record<string, string> | undefined {
  if (part.value === undefined) return undefined
  const names = Object.keys(anyObject(part))
  return Object.fromEntries(names.map((name) => [name, text(member(part, name))]))
}

/** @throws UserError when the part is none of the words */
export function oneOf<Word extends string>(part: Part, words: readonly Word[]): Word {
  const word = words.find((candidate) => candidate === part.value)
  if (word !== undefined) return word
  throw wrong(part, `is ${show(part.value)}`, `Write one of: ${words.join(', ')}.`)
}

/** @throws UserError when the part is no whole number from `least` to `most` */
export function integer(part: Part, least: number, most: number): number {
  const { value } = part
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
  throw wrong(part, `is ${show(value)}`, `Write a whole number from ${least} to ${most}.`)
}

/** What a value is, without the value: where an object with settings should stand there may be a secret. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}

/** A value as JSON, cut where it would fill the screen. */
function show(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
