/**
 * Makes of the settings that Segment hands to a function those that actions-core would: defaults applied, numbers and choices
 * checked, and the blanks around a secret or a choice removed.
 *
 * Functions know texts, booleans, lists and text maps only, and they arrive with every call, as a process may serve several
 * connected instances.
 */
import { PayloadValidationError } from '../core/errors.ts'
import { describeIssues } from '../emitted/issues.ts'
import { isObject } from '../author/text.ts'
import { keepSecret } from './secrets.ts'
import type { SettingSpec, Validator } from '../author/types.ts'

/**
 * @param specs - the definition's settings
 * @param given - the settings as Segment hands them over; unknown ones are left out
 * @returns the settings that have a value
 * @throws PayloadValidationError that names the label of the first required setting without a value
 */
export function prepareSettings(specs: SettingSpec[], given: unknown): Record<string, unknown> {
  const values = isObject(given) ? given : {}
  const settings: Record<string, unknown> = {}
  for (const { key, label, type, choices, required, default: otherwise } of specs) {
    const value = isUnset(values[key]) ? otherwise : (values[key] ?? otherwise)
    // A secret is pasted; a choice is picked in Segment's app, and typed where it is a Function's.
    const set = (type === 'password' || choices) && typeof value === 'string' ? value.trim() : value
    if (set !== undefined) settings[key] = set
    else if (required)
      throw new PayloadValidationError(`The setting "${label}" is missing. Enter it in Segment.`)
  }
  return settings
}

/** Null, blank texts, empty lists and maps. */
function isUnset(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === ''
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0)
}

/**
 * @param validate - what the compiler made of the settings' types and choices
 * @param settings - prepared settings
 * @returns them as the definition's types say
 * @throws PayloadValidationError that names the labels of those that are unusable, never their values
 */
export function checkSettings(
  specs: SettingSpec[],
  validate: Validator,
  settings: Record<string, unknown>
): Record<string, unknown> {
  const { payload, issues } = validate(settings)
  if (issues.length === 0) {
    // Validation drops empty texts; one that is a setting's default is what the action gets.
    for (const [key, value] of Object.entries(settings)) if (value === '') payload[key] = value
    return payload
  }
  const labels = Object.fromEntries(specs.map(({ key, label }) => [key, `The setting "${label}"`]))
  throw new PayloadValidationError(`${describeIssues(issues, labels)}. Change it in Segment.`)
}

/**
 * Settings for call after call: most come with those of the call before, which are not checked again.
 *
 * @param validate - of {@link checkSettings}; none where the types need no check
 * @returns throws as {@link prepareSettings} and {@link checkSettings} do; each call gets an object of its own
 */
export function settingsReader(
  specs: SettingSpec[],
  validate: Validator | undefined
): (given: unknown) => Record<string, unknown> {
  let before: { given: Record<string, unknown>; settings: Record<string, unknown> } | undefined
  return (given) => {
    if (before && isSame(before.given, given)) return { ...before.settings }
    keepSecret(specs, given)
    before = undefined
    const prepared = prepareSettings(specs, given)
    const settings = validate ? checkSettings(specs, validate, prepared) : prepared
    // What an action does to a list is not to meet the next call.
    if (isObject(given) && isPlain(given) && isPlain(settings)) before = { given: { ...given }, settings }
    return { ...settings }
  }
}

function isSame(before: Record<string, unknown>, given: unknown): boolean {
  if (!isObject(given)) return false
  let count = 0
  for (const key in given) {
    if (given[key] !== before[key]) return false
    count++
  }
  return count === Object.keys(before).length
}

const isPlain = (values: Record<string, unknown>): boolean =>
  Object.values(values).every((value) => typeof value !== 'object' || value === null)
