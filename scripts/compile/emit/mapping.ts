/**
 * Mappings as JavaScript: `emitMapping` gives the source of a function that does what `transform(mapping, event)` of
 * `@segment/actions-core` does, odd cases included, without interpreting the mapping for each event.
 */
import type { JSONObject } from '@segment/actions-core'
import { checkMapping, rootOf } from '../read/check-mapping.ts'
import { emitValue } from './value.ts'

/**
 * @param mapping - a preset's mapping with the fields' defaults merged in
 * @param place - where it stands, for errors: `destinations/dub/trackLead`
 * @returns `code`, a function expression of one argument, the event, which must be an object. It calls helpers of
 *   `runtime/mapping.ts` as members of `$map` and, if `usesLiquid`, of `runtime/liquid.ts` as members of `$liquid`
 * @throws {@link UserError} (definition) for a mapping that actions-core refuses and for unknown directives
 */
export function emitMapping(mapping: JSONObject, place = 'mapping'): { code: string; usesLiquid: boolean } {
  const root = rootOf(mapping, place)
  checkMapping(root, place)
  const needs = { liquid: false }
  const value = emitValue(root, { data: 'event', isObject: true, depth: 0, place, needs })
  // An object written out here belongs to nobody else and can be cleaned in place.
  const clean = value.shape === 'object' && value.code.startsWith('{') ? 'compact' : 'clean'
  return { code: `(event) => $map.${clean}(${value.code})`, usesLiquid: needs.liquid }
}
