/**
 * Mappings as JavaScript: a function that does what `transform(mapping, event)` of `@segment/actions-core` does, odd cases
 * included, without interpreting the mapping for each event.
 */
import { isObject } from '../../runtime/emitted/mapping.ts'
import { isDirective } from '../directive.ts'
import { keysIn, nameBeginnings, type Beginnings } from './beginnings.ts'
import type { Expression, Needs } from './expression.ts'
import { access, emitKeys } from './path.ts'
import { eventScope } from './value.ts'

/**
 * @param mapping - as `read/mapping.ts` gives it
 * @returns `code`, a function expression of one argument, the event, which must be an object. It calls helpers of
 *   `runtime/emitted/mapping.ts` as members of `$map` and, if `usesLiquid`, of `runtime/emitted/liquid.ts` as members of
 *   `$liquid`
 */
export function emitMapping(mapping: unknown): { code: string; usesLiquid: boolean } {
  const needs: Needs = { liquid: false, paths: [] }
  const { code } = eventScope(needs).emit(mapping)
  const usesLiquid = needs.liquid
  // mapping-kit assigns key after key, so `__proto__` sets the prototype of what `__proto__` comes from.
  if (!isObject(mapping) || isDirective(mapping) || Object.hasOwn(mapping, '__proto__'))
    return { code: `(event) => $map.clean(${code})`, usesLiquid }

  const beginnings = nameBeginnings(needs.paths)
  const scope = eventScope(needs, beginnings)
  const fields = Object.entries(mapping).flatMap(([key, item]) => emitField(key, scope.emit(item)))
  const lines = [
    ...emitBeginnings(beginnings),
    'const payload = {}',
    ...(fields.some((line) => line.startsWith('if')) ? ['let it'] : []),
    ...fields,
    'return payload'
  ]
  return { code: `(event) => {\n${lines.join('\n')}\n}`, usesLiquid }
}

function emitBeginnings(beginnings: Beginnings): string[] {
  const known = new Map<string, string>()
  return [...beginnings].map(([beginning, name]) => {
    const line = `const ${name} = ${emitKeys(keysIn(beginning), 'event', true, known)}`
    known.set(beginning, name)
    return line
  })
}

/** An object that is written out here belongs to nobody else and can be cleaned in place. */
function emitField(key: string, { code, chain = code, fixed, shape }: Expression): string[] {
  const field = `payload${access(key)}`
  if (fixed) return fixed.value === undefined ? [] : [`${field} = ${code}`]
  if (shape === 'object' && code.startsWith('{')) return [`${field} = $map.compact(${code})`]
  if (shape) return [`${field} = $map.clean(${code})`]
  return [`if ((it = ${chain}) !== undefined) ${field} = $map.own(it)`]
}
