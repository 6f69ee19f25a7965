/**
 * The JSON schema of this project's segment.config.json, for editors: functions, presets and fields by their names, with
 * what each is for. The build writes it, so it is as new as the definitions.
 */
import path from 'node:path'
import { resolveFunction, resolveSource } from '../compile/index.ts'
import general from '../config.schema.json' with { type: 'json' }
import { loadConfig } from '../input/config.ts'
import { writeFiles } from '../shared/write-files.ts'

type Schema = Record<string, unknown>

/** @returns the schema's file, from the project's folder */
export async function writeConfigSchema(root: string): Promise<string> {
  const schema = await configSchema(root)
  await writeFiles(path.join(root, 'dist'), {
    'config.schema.json': `${JSON.stringify(schema, null, 2)}\n`
  })
  return 'dist/config.schema.json'
}

/** @throws {UserError} for a definition or a config that cannot be used */
export async function configSchema(root: string): Promise<Schema> {
  const { functions, sources } = await loadConfig(root)
  const all = general.properties.functions
  const entry = all.additionalProperties
  const known: Record<string, Schema> = {}
  for (const [name, config] of Object.entries(functions)) {
    // With all of its presets, whichever are on.
    const { presets: _presets, ...plain } = config
    const { definition } = await resolveFunction(root, name, plain)
    const presets = (definition.presets ?? []).flatMap((preset) =>
      preset.type === 'automatic' ? [preset] : []
    )
    known[name] = withKeys(entry, 'presets', {
      ...entry.properties.presets,
      properties: Object.fromEntries(
        presets.map(({ name: preset, partnerAction, subscribe }) => [
          preset,
          presetSchema(subscribe, definition.actions[partnerAction]!)
        ])
      ),
      additionalProperties: false
    })
  }
  for (const [name, config] of Object.entries(sources)) {
    const { definition } = await resolveSource(root, name, { ...config })
    known[name] = withKeys(entry, 'events', {
      ...entry.properties.events,
      properties: Object.fromEntries(
        Object.entries(definition.events).map(([event, { description }]) => [
          event,
          { description, ...entry.properties.events.additionalProperties }
        ])
      ),
      additionalProperties: false
    })
  }
  return {
    ...general,
    properties: { ...general.properties, functions: { ...all, properties: known } }
  }
}

const withKeys = (entry: { properties: object }, key: string, value: Schema): Schema => ({
  ...entry,
  properties: { ...entry.properties, [key]: value }
})

interface ActionText {
  description: string
  fields: Record<string, { label: string; description: string; choices?: unknown }>
}

function presetSchema(subscribe: string | undefined, { description, fields }: ActionText): Schema {
  return {
    description: [description, subscribe && `Takes: ${subscribe}`].filter(Boolean).join(' '),
    anyOf: [
      { const: true },
      {
        type: 'object',
        additionalProperties: false,
        properties: {
          subscribe: { description: `FQL instead of: ${subscribe ?? ''}`, type: 'string', minLength: 1 },
          mapping: {
            description: 'Fields, each a mapping directive or a value (docs/mapping.md).',
            type: 'object',
            additionalProperties: false,
            properties: Object.fromEntries(
              Object.entries(fields).map(([key, field]) => [
                key,
                { description: `${field.label}: ${field.description}` }
              ])
            )
          }
        }
      }
    ]
  }
}
