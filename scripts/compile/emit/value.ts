/**
 * The values of a mapping as JavaScript expressions: what `resolve` of actions-core's mapping-kit does with a value,
 * decided when compiling as far as the value itself decides it.
 */
import { keysOf } from '../../runtime/emitted/mapping.ts'
import { emitDirective } from './directives.ts'
import { literal, propertyKey } from './literal.ts'

export interface Expression {
  /** Source that needs no parentheses, wherever it stands. */
  code: string
  /** The value, if it is known and neither an object nor a list. */
  fixed?: { value: unknown }
  /** An object or a list: never undefined or null. */
  shape?: 'object' | 'list'
  /** Running it cannot throw, so it can be left out where its value does not matter. */
  safe: boolean
}

/** Where the values come from: an event, an item of a list, or what `@transform` applied first. */
export interface Scope {
  /** The name of the variable. */
  data: string
  /** Whether it is known to be an object. */
  isObject: boolean
  depth: number
  /** The place in the definition, for errors of the user: `destinations/dub/trackLead: fields.clickId.default`. */
  place: string
  /** What the whole mapping turned out to need. */
  needs: { liquid: boolean }
}

export type Dictionary = Record<string, unknown>

/** Actions-core's own test, for JSON. */
export const isObject = (value: unknown): value is Dictionary =>
  Object.prototype.toString.call(value) === '[object Object]'

/** Only keys with `@`, beside `_metadata`. Anything else is data, even with `@` keys among its keys. */
export function isDirective(value: unknown): value is Dictionary {
  if (!isObject(value)) return false
  const keys = Object.keys(value)
  return (
    keys.some((key) => key.startsWith('@')) && keys.every((key) => key.startsWith('@') || key === '_metadata')
  )
}

export function emitValue(value: unknown, scope: Scope): Expression {
  if (isDirective(value)) return emitDirective(value, scope)
  if (Array.isArray(value)) {
    const items = value.map((item) => emitValue(item, scope))
    return {
      code: `[${items.map((item) => item.code).join(', ')}]`,
      shape: 'list',
      safe: items.every((item) => item.safe)
    }
  }
  if (!isObject(value)) return fixed(value, scope)
  return emitObject(Object.entries(value).map(([key, item]) => [key, emitValue(item, scope)]))
}

function emitObject(entries: [string, Expression][]): Expression {
  const safe = entries.every(([, item]) => item.safe)
  // mapping-kit assigns key after key, so `__proto__` sets the prototype of what `__proto__` comes from.
  if (entries.some(([key]) => key === '__proto__')) {
    const code = entries.reduce(
      (object, [key, item]) => `$map.set(${object}, ${literal(key)}, ${item.code})`,
      '{}'
    )
    return { code, shape: 'object', safe: false }
  }
  if (entries.length === 0) return { code: '{}', shape: 'object', safe }
  const lines = entries.map(([key, item]) => `${propertyKey(key)}: ${item.code}`)
  return { code: `{\n${lines.join(',\n')}\n}`, shape: 'object', safe }
}

export function fixed(value: unknown, scope: Pick<Scope, 'place'>): Expression {
  return { code: literal(value, scope.place), fixed: { value }, safe: true }
}

export const nothing: Expression = { code: 'undefined', fixed: { value: undefined }, safe: true }

/** What the reference engine throws when an event arrives, the emitted code throws then, too. */
export const failure = (message: string): Expression => ({
  code: `$map.fail(${literal(message)})`,
  safe: false
})

/** The second value, after running the first for its errors. */
export const after = (first: Expression, second: Expression): Expression =>
  first.safe ? second : { code: `(${first.code}, ${second.code})`, safe: false }

/** @param path - without `$.` */
export function emitGet(path: string, scope: Scope): Expression {
  const keys = keysOf(path)
  return { code: emitKeys(keys, scope.data, scope.isObject), safe: true }
}

/** Longer ways are written as data, for `get`; shorter ones read well, and run fast, as JavaScript. */
const longestChain = 2

/** `event.context && event.context.page`: a falsy value ends the way and is the result. */
export function emitKeys(keys: string[], data: string, isObject: boolean): string {
  if (keys.length === 0) return data
  if (keys.length > longestChain) return `$map.get(${data}, ${literal(keys)})`
  const steps = keys.map(
    (_, index) =>
      data +
      keys
        .slice(0, index + 1)
        .map(access)
        .join('')
  )
  const chain = isObject ? steps : [data, ...steps]
  return chain.length === 1 ? chain[0]! : `(${chain.join(' && ')})`
}

const access = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${literal(key)}]`)
