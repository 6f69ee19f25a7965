/**
 * The types of JSON Schema as AJV tests and coerces them with `coerceTypes`. Emitted validators name those they need, so
 * that the others do not ship.
 */

import { isObject } from '../author/text.ts'

export interface Type {
  /** As messages say it: `must be a text`. */
  name: string
  is: (value: unknown) => boolean
  /** Gives undefined when the value cannot be taken for one of this type. */
  coerce: (value: unknown) => unknown
}

export const string: Type = {
  name: 'a text',
  is: (value) => typeof value === 'string',
  coerce: (value) => (isNumberOrBoolean(value) ? `${value}` : value === null ? '' : undefined)
}

export const number: Type = {
  name: 'a number',
  is: (value) => typeof value === 'number' && isFinite(value),
  coerce: toNumber
}

export const integer: Type = {
  name: 'a whole number',
  is: (value) => Number.isInteger(value),
  coerce: (value) => {
    const coerced = toNumber(value)
    // AJV judges the remainder, which "Infinity" does not have.
    return coerced !== undefined && !(coerced % 1) ? coerced : undefined
  }
}

export const boolean: Type = {
  name: 'true or false',
  is: (value) => typeof value === 'boolean',
  coerce: (value) => {
    if (value === 'false' || value === 0 || value === null) return false
    return value === 'true' || value === 1 ? true : undefined
  }
}

export const nothing: Type = {
  name: 'null',
  is: (value) => value === null,
  coerce: (value) => (value === '' || value === 0 || value === false ? null : undefined)
}

export const object: Type = {
  name: 'an object',
  is: isObject,
  coerce: () => undefined
}

export const array: Type = {
  name: 'a list',
  is: (value) => Array.isArray(value),
  coerce: (value) =>
    isNumberOrBoolean(value) || typeof value === 'string' || value === null ? [value] : undefined
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'boolean' || value === null) return Number(value)
  // AJV's own test; it lets "Infinity", " 5 " and "0x10" pass.
  const isNumeric = typeof value === 'string' && value && (value as unknown) == Number(value)
  return isNumeric ? Number(value) : undefined
}

const isNumberOrBoolean = (value: unknown): value is number | boolean =>
  typeof value === 'number' || typeof value === 'boolean'
