/**
 * The values of a mapping as JavaScript expressions: what `resolve` of actions-core's mapping-kit does with a value,
 * decided when compiling as far as the value itself decides it.
 */
import { isObject } from '../../runtime/emitted/mapping.ts'
import { directiveOf, isDirective } from '../directive.ts'
import { emitDirective } from './directives.ts'
import type { Beginnings } from './beginnings.ts'
import type { Expression, Needs, Scope } from './expression.ts'
import { fixed } from './expression.ts'
import { literal, propertyKey } from './literal.ts'

/**
 * The scope of a whole mapping, whose data is the event.
 *
 * @param beginnings - of paths, that have a variable
 */
export const eventScope = (needs: Needs, beginnings: Beginnings = new Map()): Scope =>
  scopeOf('event', true, 0, needs, beginnings)

function scopeOf(
  data: string,
  isObject: boolean,
  depth: number,
  needs: Needs,
  beginnings?: Beginnings
): Scope {
  const scope: Scope = {
    ...(beginnings && { beginnings }),
    data,
    isObject,
    needs,
    emit: (value) => emitValue(value, scope),
    inside: (name, isObject) =>
      scopeOf(depth === 0 ? name : `${name}${depth + 1}`, isObject, depth + 1, needs)
  }
  return scope
}

function emitValue(value: unknown, scope: Scope): Expression {
  if (isDirective(value)) return emitDirective(...directiveOf(value), scope)
  if (Array.isArray(value)) {
    const items = value.map(scope.emit)
    return {
      code: `[${items.map((item) => item.code).join(', ')}]`,
      shape: 'list',
      safe: items.every((item) => item.safe)
    }
  }
  if (!isObject(value)) return fixed(value)
  return emitObject(Object.entries(value).map(([key, item]) => [key, scope.emit(item)]))
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
