/** Ways into an event as JavaScript. */
import { keysOf } from '../../runtime/emitted/mapping.ts'
import type { Expression, Scope } from './expression.ts'
import { literal } from './literal.ts'

/** @param path - without `$.` */
export function emitGet(path: string, scope: Scope): Expression {
  const keys = keysOf(path)
  return { code: emitKeys(keys, scope.data, scope.isObject), safe: true }
}

/** Longer ways are written as data, for `get`; shorter ones read well, and run fast, as JavaScript. */
const longestChain = 3

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

/** The member of an object: `.payment`, `["a b"]`. */
export const access = (key: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${literal(key)}]`
