/**
 * The settings of `npm run invoke`: those of a file, or obviously fake ones.
 */
import type { FunctionSetting, ResolvedFunction } from '../compile/types.ts'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import type { SettingSpec } from '../runtime/author/types.ts'
import type { LocatedJson } from './located-json.ts'
import { isObject } from '../runtime/author/text.ts'
import { anyObject, kindOf, member, whole, wrong } from './shape.ts'
import type { Part } from './shape.ts'

/**
 * @param file - the settings file
 * @throws UserError when it holds no object, names an unknown setting, or lacks a required one
 */
export function readSettings(
  fn: Pick<ResolvedFunction, 'name' | 'settings'>,
  file: LocatedJson
): Record<string, unknown> {
  const part = whole(file)
  const settings = anyObject(part)
  const known = fn.settings.map(({ name }) => name)
  for (const name of Object.keys(settings))
    if (!known.includes(name))
      throw wrong(member(part, name), `is no setting of ${fn.name}`, suggestion(name, known))
  for (const { name, type } of fn.settings) checkType(member(part, name), type)
  const missing = fn.settings.find(({ name, required }) => required && isUnset(settings[name]))
  if (missing)
    throw new UserError(
      'event',
      `${file.name}: the required setting "${missing.label}" (${missing.name}) is missing.`,
      `Add "${missing.name}" to the file.`
    )
  return settings
}

/** Segment's settings page gives values of these types alone. The value is not shown: it may be a secret. */
function checkType(part: Part, type: FunctionSetting['type']): void {
  const { value } = part
  if (value === undefined || value === null) return
  const isText = (one: unknown) => typeof one === 'string'
  const { right, wanted, sample } = {
    STRING: { right: isText(value), wanted: 'a text', sample: '"…"' },
    BOOLEAN: { right: typeof value === 'boolean', wanted: 'true or false', sample: 'true' },
    ARRAY: { right: Array.isArray(value) && value.every(isText), wanted: 'a list of texts', sample: '["…"]' },
    TEXT_MAP: {
      right: isObject(value) && Object.values(value).every(isText),
      wanted: 'an object of texts',
      sample: '{"…": "…"}'
    }
  }[type]
  if (!right) throw wrong(part, `is ${kindOf(value)}, not ${wanted}`, `Write ${sample}.`)
}

/** What counts as unset in a function: blanks around a text do not make it a value. */
function isUnset(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === ''
  return (
    value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)
  )
}

/** A destination's function or a source's. */
type WithSettings = Pick<ResolvedFunction, 'settings' | 'settingSpecs'>

/** @returns a value for each required setting that nobody can take for a real one */
export function exampleSettings(fn: WithSettings): Record<string, unknown> {
  const required = fn.settings.filter((setting) => setting.required)
  return examplesOf(required, fn)
}

/** @returns what a settings file may look like: all settings, with values that nobody can take for real ones */
export const sampleSettings = (fn: WithSettings): Record<string, unknown> => examplesOf(fn.settings, fn)

function examplesOf(settings: FunctionSetting[], { settingSpecs }: WithSettings): Record<string, unknown> {
  return Object.fromEntries(
    settings.map((setting) => [
      setting.name,
      exampleOf(
        setting,
        settingSpecs.find(({ key }) => key === setting.name)
      )
    ])
  )
}

function exampleOf({ name, type }: FunctionSetting, spec: SettingSpec | undefined): unknown {
  const isAddress = /(url|endpoint)$/i.test(name)
  const plain = isAddress ? 'https://example.test/' : spec?.type === 'number' ? '1' : `example_${name}`
  const text = spec?.choices ? String(spec.choices[0]) : plain
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
