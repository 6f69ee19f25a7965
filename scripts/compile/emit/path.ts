/** Ways into an event as JavaScript. */
import { keysOf } from '../../runtime/emitted/mapping.ts'
import { beginningOf, type Beginnings } from './beginnings.ts'
import type { Expression, Scope } from './expression.ts'
import { literal } from './literal.ts'

/** @param path - without `$.` */
export function emitGet(path: string, scope: Scope): Expression {
  return { code: emitWay(keysOf(path), scope), safe: true }
}

/** @param data - instead of the scope's own */
export function emitWay(keys: string[], scope: Scope, data = scope.data): string {
  if (scope.beginnings && keys.length <= longestChain) scope.needs.paths.push(keys)
  return emitKeys(keys, data, scope.isObject, scope.beginnings)
}

/** Longer ways are written as data, for `get`; shorter ones read well, and run fast, as JavaScript. */
const longestChain = 3

/** `event.context && event.context.page`: a falsy value ends the way and is the result. */
export function emitKeys(keys: string[], data: string, isObject: boolean, beginnings?: Beginnings): string {
  if (keys.length === 0) return data
  const whole = beginnings?.get(JSON.stringify(keys))
  if (whole) return whole
  const begun = beginnings?.get(beginningOf(keys))
  if (begun) return `(${begun} && ${begun}${access(keys.at(-1)!)})`
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
