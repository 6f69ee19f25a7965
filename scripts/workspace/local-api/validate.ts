/** What the local API finds wrong with a request, as Segment words it: `"displayName" is required`, status 422. */
import type { ApiErrorItem } from '../types.ts'

/** Insert functions: a longer name gets HTTP 500 (Segment: Insert functions). Refused here, the workspace's name included. */
const maxDisplayName = 120

const resourceTypes = [
  'DESTINATION',
  'INSERT_DESTINATION',
  'INSERT_SOURCE',
  'INSERT_TRANSFORMATION',
  'SOURCE'
]
const settingTypes = ['ARRAY', 'BOOLEAN', 'STRING', 'TEXT_MAP']
/** All six are required (Segment: Public API, FunctionSettingV1). */
const settingKeys = {
  name: 'string',
  label: 'string',
  description: 'string',
  type: 'string',
  required: 'boolean',
  sensitive: 'boolean'
}

export function resourceTypeErrors(value: unknown): ApiErrorItem[] {
  if (value === undefined) return [invalid('resourceType', 'is required')]
  if (resourceTypes.includes(value as string)) return []
  return [invalid('resourceType', `must be one of [${resourceTypes.join(', ')}]`)]
}

/**
 * @param body - of a POST or PATCH to functions
 * @param required - the keys that must be there
 * @param suffix - what is appended to the display name
 */
export function functionErrors(body: unknown, required: string[], suffix: string): ApiErrorItem[] {
  if (typeof body !== 'object' || body === null) return [invalid('value', 'must be of type object')]
  const input = body as Record<string, unknown>
  const { displayName, settings } = input
  const missing = required.filter((key) => input[key] === undefined)
  const texts = ['code', 'displayName', 'description', 'logoUrl'].filter(
    (key) => input[key] !== undefined && typeof input[key] !== 'string'
  )
  return [
    ...missing.map((key) => invalid(key, 'is required')),
    ...texts.map((key) => invalid(key, 'must be a string')),
    ...(displayName === '' ? [invalid('displayName', 'is not allowed to be empty')] : []),
    ...(typeof displayName === 'string' && displayName.length + suffix.length > maxDisplayName
      ? [invalid('displayName', `length must be less than or equal to ${maxDisplayName} characters long`)]
      : []),
    ...(settings === undefined ? [] : settingsErrors(settings))
  ]
}

function settingsErrors(settings: unknown): ApiErrorItem[] {
  if (!Array.isArray(settings)) return [invalid('settings', 'must be an array')]
  return settings.flatMap((setting: Record<string, unknown>, index) => {
    const place = `settings[${index}]`
    return [
      ...Object.entries(settingKeys).flatMap(([key, type]) => {
        if (setting[key] === undefined) return [invalid(`${place}.${key}`, 'is required')]
        return typeof setting[key] === type ? [] : [invalid(`${place}.${key}`, `must be a ${type}`)]
      }),
      ...(typeof setting.type === 'string' && !settingTypes.includes(setting.type)
        ? [invalid(`${place}.type`, `must be one of [${settingTypes.join(', ')}]`)]
        : []),
      ...(settings.findIndex((other: Record<string, unknown>) => other.name === setting.name) < index
        ? [invalid(`${place}.name`, 'contains a duplicate value')]
        : [])
    ]
  })
}

const invalid = (field: string, what: string): ApiErrorItem => ({
  type: 'input-validation',
  message: `"${field}" ${what}`,
  field
})
