/** Settings for a destination of the catalog, made of their own schema. */
import type { FunctionSetting, ResolvedFunction } from '../compile/types.ts'
import type { Setting } from '../runtime/author/types.ts'
import { hints } from './hints.ts'
import { valueFor } from './seeded.ts'

/** @returns a value for every setting without a default: its first choice, or one that its format or name asks for */
export function generateSettings({
  name: slug,
  definition,
  settings
}: ResolvedFunction): Record<string, unknown> {
  const fields = (definition.authentication?.fields ?? {}) as Record<string, Setting>
  return Object.fromEntries(
    settings.flatMap((setting): [string, unknown][] => {
      const { name, required } = setting
      const field = fields[name]
      const hint = hints[slug]?.[name]
      if (hint !== undefined) return [[name, hint]]
      return field?.default !== undefined && !required ? [] : [[name, valueOf(setting, field)]]
    })
  )
}

function valueOf({ name, type }: FunctionSetting, field: Setting | undefined): unknown {
  const text = textOf(name, field)
  switch (type) {
    case 'STRING':
      return text
    case 'BOOLEAN':
      return false
    case 'ARRAY':
      return [text]
    case 'TEXT_MAP':
      return { example: text }
  }
}

function textOf(name: string, field: Setting | undefined): string {
  const { choices = [], format } = (field ?? {}) as {
    choices?: { value: unknown }[]
    format?: 'uri' | 'uuid'
  }
  const [choice] = choices
  if (choice) return String(choice.value)
  if (field?.type === 'number') return '7'
  if (format === 'uri' || /url|endpoint$/i.test(name)) return 'https://api.shop.example'
  if (/domain|host$|subdomain|region/i.test(name)) return 'example'
  return String(valueFor(name, { type: 'string', ...(format && { format }) }))
}
