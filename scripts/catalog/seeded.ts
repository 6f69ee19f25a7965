/** Values that look like what a field is for and are the same at every run. */
import type { Fields } from '../runtime/author/types.ts'

/** Of the audience that an event belongs to. */
export const audienceKey = 'big_spenders'

type Field = Pick<Fields[string], 'type' | 'multiple' | 'choices' | 'format' | 'properties'>

/** By the last words of a key; the first that fits counts. */
const byName: [RegExp, unknown][] = [
  // What Segment names an audience by, which some actions want twice.
  [/audience_?key$/i, audienceKey],
  [/e-?mail/i, 'jane.doe@example.com'],
  [/phone|mobile|sms/i, '+14155552671'],
  [/timestamp|time$|date|_at$|At$/i, '2026-01-15T10:00:00.000Z'],
  [/url|uri|link|website|avatar|(^|_)href/i, 'https://shop.example/page?a=1'],
  [/\bip\b|ip_?address/i, '203.0.113.7'],
  [/user_?agent/i, 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15'],
  [/currency/i, 'USD'],
  [/price|revenue|total|value|amount|quantity|tax|shipping|discount/i, 42.5],
  [/country/i, 'US'],
  [/locale|language/i, 'en-US'],
  [/timezone/i, 'Europe/Amsterdam'],
  [/birth/i, '1990-05-17'],
  [/gender/i, 'f'],
  [/zip|postal/i, '94107'],
  [/first_?name/i, 'Jane'],
  [/last_?name/i, 'Doe']
]

/** @param key - the last part of where the value stands */
export function valueFor(key: string, field: Field): unknown {
  const value = singleValue(key, field)
  return field.multiple ? [value] : value
}

function singleValue(key: string, field: Field): unknown {
  const [choice] = field.choices ?? []
  if (choice !== undefined) return typeof choice === 'object' ? choice.value : choice
  const named = byName.find(([pattern]) => pattern.test(key))?.[1]
  switch (field.type) {
    case 'boolean':
      return true
    case 'integer':
      return 7
    case 'number':
      return 42.5
    case 'datetime':
      return '2026-01-15T10:00:00.000Z'
    case 'object':
      return objectFor(field)
    case 'string':
    case 'text':
    case 'password':
      return textFor(key, field, named)
  }
}

function objectFor({ properties = {} }: Field): Record<string, unknown> {
  const known = Object.entries(properties).map(([key, property]) => [key, valueFor(key, property as Field)])
  return known.length > 0 ? (Object.fromEntries(known) as Record<string, unknown>) : { plan: 'pro', seats: 3 }
}

function textFor(key: string, { format }: Field, named: unknown): string {
  switch (format as string | undefined) {
    case 'email':
      return 'jane.doe@example.com'
    case 'uri':
    case 'uri-reference':
      return 'https://shop.example/page'
    case 'uuid':
      return '6f2b7c1e-3d5a-4c8e-9b1f-2a7d4e6c8b90'
    case 'date-like':
    case 'date-time':
      return '2026-01-15T10:00:00.000Z'
    case 'date':
      return '2026-01-15'
    case 'ipv4':
      return '203.0.113.7'
  }
  return named === undefined ? `seed_${key}` : String(named)
}
