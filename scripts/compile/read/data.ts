/** Definitions are TypeScript, but what is read off them to be written into the function must be data. */
import type { Place } from './place.ts'
import { below, refuse } from './place.ts'

/**
 * @param value - JSON; also undefined, NaN, Infinity and -0, which definitions in TypeScript can hold
 * @throws {@link UserError} for functions, dates, symbols and whatever else `emit` could not write down
 */
export function checkData(value: unknown, place: Place): void {
  if (value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value)) return
  const isPlain = Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]'
  if (typeof value !== 'object' || !isPlain) {
    refuse(place, ` is a ${kindOf(value)}, which is not data.`, 'Use JSON values only.')
  }
  for (const [key, item] of Object.entries(value)) checkData(item, below(place, `/${key}`))
}

const kindOf = (value: unknown): string =>
  typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value
