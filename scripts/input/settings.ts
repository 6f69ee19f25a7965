/**
 * The settings of `npm run invoke`: those of a file, or obviously fake ones.
 */
import type { FunctionSetting, ResolvedFunction } from '../compile/types.ts'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import type { SettingSpec } from '../runtime/author/types.ts'
import type { LocatedJson } from './located-json.ts'
import { anyObject, member, whole, wrong } from './shape.ts'

/**
 * @param file - the settings file
 * @throws UserError when it holds no object, names an unknown setting, or lacks a required one
 */
export function readSettings(fn: ResolvedFunction, file: LocatedJson): Record<string, unknown> {
  const part = whole(file)
  const settings = anyObject(part)
  const known = fn.settings.map(({ name }) => name)
  for (const name of Object.keys(settings))
    if (!known.includes(name))
      throw wrong(member(part, name), `is no setting of ${fn.name}`, suggestion(name, known))
  const missing = fn.settings.find(({ name, required }) => required && isUnset(settings[name]))
  if (missing)
    throw new UserError(
      'event',
      `${file.name}: the required setting "${missing.label}" (${missing.name}) is missing.`,
      `Add "${missing.name}" to the file.`
    )
  return settings
}

/** What counts as unset in a function: blanks around a text do not make it a value. */
function isUnset(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === ''
  return (
    value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)
  )
}

/** @returns a value for each required setting that nobody can take for a real one */
export function exampleSettings({ settings, settingSpecs }: ResolvedFunction): Record<string, unknown> {
  const required = settings.filter((setting) => setting.required)
  return Object.fromEntries(
    required.map((setting) => [
      setting.name,
      exampleOf(
        setting,
        settingSpecs.find(({ key }) => key === setting.name)
      )
    ])
  )
}

function exampleOf({ name, type }: FunctionSetting, spec: SettingSpec | undefined): unknown {
  const text = spec?.choices ? String(spec.choices[0]) : spec?.type === 'number' ? '1' : `example_${name}`
  switch (type) {
    case 'STRING':
      return text
    case 'ARRAY':
      return [text]
    case 'BOOLEAN':
      return true
    case 'TEXT_MAP':
      return { example: text }
  }
}
