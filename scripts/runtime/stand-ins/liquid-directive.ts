/**
 * Liquid for actions-core's mapping kit, where a definition runs it itself: the engine that emitted mappings have, as
 * liquidjs makes some filters of what Functions lack.
 */
import { evaluate, parse, variablesOf } from '../emitted/liquid.ts'

export function evaluateLiquid(template: unknown, event: unknown): string {
  if (typeof template !== 'string') throw new Error('liquid template value must be a string')
  if (template === '') return ''
  parse(template)
  return evaluate(template, event)
}

export const getLiquidKeys = variablesOf
