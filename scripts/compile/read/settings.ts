/**
 * Settings of an Actions destination as settings of a Function, which knows texts, booleans, lists and text maps only.
 */
import type { Fields, Setting, SettingSpec } from '../../runtime/author/types.ts'
import type { FunctionSetting } from '../types.ts'

export interface LoweredSettings {
  settings: FunctionSetting[]
  specs: SettingSpec[]
  /** What was changed on the way, one sentence each. */
  lowered: string[]
}

/**
 * @param fields - `authentication.fields` of the definition, by key
 */
export function lowerSettings(fields: Record<string, Setting>): LoweredSettings {
  const entries = Object.entries(fields)
  return {
    settings: entries.map(([key, field]) => toFunctionSetting(key, field)),
    specs: entries.map(([key, field]) => toSpec(key, field)),
    lowered: entries.flatMap(([key, field]) => describeLowering(key, field))
  }
}

const optional = new WeakMap<object, Fields>()

/** Whether a setting is missing is decided before, and only there by its label. @returns the same object for the same fields */
export function optionalFields(fields: Record<string, Setting>): Fields {
  const before = optional.get(fields)
  if (before) return before
  const made = Object.fromEntries(
    Object.entries(fields as unknown as Fields).map(([key, field]) => [key, { ...field, required: false }])
  )
  optional.set(fields, made)
  return made
}

function toFunctionSetting(key: string, field: Setting): FunctionSetting {
  return {
    name: key,
    label: field.label,
    description: describe(field),
    type: functionType(field),
    // Segment's app insists on required settings, so one with a default must not be.
    required: field.required === true && field.default === undefined,
    sensitive: field.type === 'password'
  }
}

function functionType(field: Setting): FunctionSetting['type'] {
  if (field.multiple) return 'ARRAY'
  switch (field.type) {
    case 'boolean':
      return 'BOOLEAN'
    case 'object':
      return 'TEXT_MAP'
    case 'string':
    case 'password':
    case 'number':
      return 'STRING'
  }
}

/** What a Function's setting cannot enforce is said in its description. */
function describe(field: Setting): string {
  const notes = [
    choicesOf(field) && `One of: ${choicesOf(field)!.join(', ')}.`,
    field.type === 'number' && 'A number.',
    hasDefault(field) &&
      `Default: ${typeof field.default === 'object' ? JSON.stringify(field.default) : String(field.default)}.`
  ]
  return [field.description, ...notes.filter((note) => typeof note === 'string')].join(' ')
}

/** An empty map is what an unset one is anyway. */
const hasDefault = ({ default: value }: Setting): boolean =>
  value !== undefined && !(typeof value === 'object' && Object.keys(value).length === 0)

const choicesOf = (field: Setting): (string | number)[] | undefined =>
  'choices' in field ? field.choices?.map((choice) => choice.value) : undefined

function toSpec(key: string, field: Setting): SettingSpec {
  const choices = choicesOf(field)
  return {
    key,
    label: field.label,
    type: field.type,
    ...(field.multiple && { multiple: true }),
    ...(field.required === true && { required: true }),
    ...(field.default !== undefined && { default: field.default }),
    ...(choices && { choices })
  }
}

function describeLowering(key: string, field: Setting): string[] {
  const sentences: string[] = []
  if (field.type === 'number')
    sentences.push(`setting ${key}: a number is entered as text and checked when the handler starts`)
  if (choicesOf(field))
    sentences.push(
      `setting ${key}: its choices are listed in the description and checked when the handler starts`
    )
  if (hasDefault(field)) sentences.push(`setting ${key}: its default is applied when it is left empty`)
  if (typeof field.required === 'object')
    sentences.push(
      `setting ${key}: it is required only under conditions, which a Function cannot ask for; it is optional`
    )
  if ('dynamic' in field && field.dynamic)
    sentences.push(`setting ${key}: its list of choices cannot be fetched; it is entered by hand`)
  return sentences
}
