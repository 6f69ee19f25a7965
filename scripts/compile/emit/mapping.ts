/**
 * Mappings as JavaScript: a function that does what `transform(mapping, event)` of `@segment/actions-core` does, odd cases
 * included, without interpreting the mapping for each event.
 */
import { eventScope } from './value.ts'

/**
 * @param mapping - as `read/mapping.ts` gives it
 * @returns `code`, a function expression of one argument, the event, which must be an object. It calls helpers of
 *   `runtime/emitted/mapping.ts` as members of `$map` and, if `usesLiquid`, of `runtime/emitted/liquid.ts` as members of
 *   `$liquid`
 */
export function emitMapping(mapping: unknown): { code: string; usesLiquid: boolean } {
  const needs = { liquid: false }
  const value = eventScope(needs).emit(mapping)
  // An object written out here belongs to nobody else and can be cleaned in place.
  const clean = value.shape === 'object' && value.code.startsWith('{') ? 'compact' : 'clean'
  return { code: `(event) => $map.${clean}(${value.code})`, usesLiquid: needs.liquid }
}
