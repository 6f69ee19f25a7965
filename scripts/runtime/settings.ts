/**
 * Turns the settings that Segment hands to a function into those the definition promises: numbers, choices, defaults.
 *
 * Functions know texts, booleans, lists and text maps only, and they arrive with every call; a process may serve several
 * connected instances, so nothing of them is kept.
 */
import { PayloadValidationError } from './errors.ts'
import { isObject } from './text.ts'
import type { SettingSpec } from './types.ts'

/**
 * @param specs - the definition's settings
 * @param given - the settings as Segment hands them over; unknown ones are left out
 * @throws PayloadValidationError that names the label of the first setting that is missing or unusable
 */
export function prepareSettings(specs: SettingSpec[], given: unknown): Record<string, unknown> {
  const values = isObject(given) ? given : {}
  const settings: Record<string, unknown> = {}
  for (const spec of specs) {
    const value = prepare(spec, values[spec.key])
    if (value !== undefined) settings[spec.key] = value
  }
  return settings
}

/**
 * @returns the values of the secret settings, as they were given and without the blanks around them
 */
export function secretValues(specs: SettingSpec[], given: unknown): string[] {
  const values = isObject(given) ? given : {}
  return specs
    .filter((spec) => spec.type === 'password')
    .flatMap((spec) => [values[spec.key]].flat())
    .filter((value) => typeof value === 'string')
    .map((value) => value.trim())
}

function prepare(spec: SettingSpec, given: unknown): unknown {
  const value = typeof given === 'string' && !spec.multiple ? given.trim() : given
  if (isUnset(value)) {
    if (spec.default !== undefined) return spec.default
    if (spec.required)
      throw new PayloadValidationError(`The setting "${spec.label}" is missing. Fill it in in Segment.`)
    return undefined
  }
  return spec.multiple ? listOf(spec, value) : convert(spec, value)
}

const isUnset = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0)

function convert(spec: SettingSpec, value: unknown): unknown {
  switch (spec.type) {
    case 'boolean':
      if (typeof value === 'boolean') return value
      if (value === 'true' || value === 'false') return value === 'true'
      return unusable(spec, 'must be true or false')
    case 'number': {
      const number = Number(value)
      return typeof value !== 'object' && Number.isFinite(number)
        ? chosen(spec, number)
        : unusable(spec, 'must be a number')
    }
    case 'object':
      return isObject(value) ? value : unusable(spec, 'must be a map of texts')
    case 'string':
    case 'password':
      return typeof value === 'object' ? unusable(spec, 'must be a text') : chosen(spec, String(value))
  }
}

function listOf(spec: SettingSpec, value: unknown): unknown {
  const list = Array.isArray(value) ? value : [value]
  return list.some((entry) => typeof entry === 'object')
    ? unusable(spec, 'must be a list of texts')
    : list.map(String)
}

function chosen(spec: SettingSpec, value: string | number): string | number {
  if (spec.choices?.includes(value) === false) unusable(spec, `must be one of ${spec.choices.join(', ')}`)
  return value
}

/** Says what is wrong with a setting, never what it holds. */
function unusable(spec: SettingSpec, problem: string): never {
  throw new PayloadValidationError(`The setting "${spec.label}" ${problem}. Change it in Segment.`)
}
