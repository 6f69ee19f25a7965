/**
 * Joins a source's definition with what segment.config.json says of it: which of the vendor's events it takes, and what
 * they are called in Segment.
 */
import type { SourceConfig } from '../../input/config.ts'
import type { SourceDefinition } from '../../runtime/author/source.ts'
import type { Setting } from '../../runtime/author/types.ts'
import { UserError } from '../../shared/errors.ts'
import { suggestion } from '../../shared/nearest.ts'
import type { ResolvedSource } from '../types.ts'
import { folderOf } from './folder.ts'
import { entryOf, loadModule } from './load.ts'
import { readSchema } from './schema.ts'
import { lowerSettings, optionalFields } from './settings.ts'

/**
 * @param root - the project's folder
 * @param name - the function's name
 * @param config - its entry in segment.config.json
 * @throws UserError for a definition that cannot be loaded or a config that names an event it does not have
 */
export async function resolveSource(
  root: string,
  name: string,
  config: SourceConfig
): Promise<ResolvedSource> {
  const folder = folderOf(root, `functions.${name}.source`, config.source, "source's definition")
  const entry = entryOf(folder)
  const definition = await loadSource(entry)
  const fields = definition.settings as Record<string, Setting>
  const { settings, specs, lowered } = lowerSettings(fields)
  return {
    name,
    displayName: config.displayName,
    description: config.description ?? definition.description,
    ...(config.logoUrl && { logoUrl: config.logoUrl }),
    folder,
    entry,
    definition,
    settings,
    settingSpecs: specs,
    settingsSchema: readSchema(optionalFields(fields), {
      text: `${config.source}/settings`,
      code: 'definition'
    }),
    events: chooseEvents(name, config, definition),
    lowered
  }
}

async function loadSource(entry: string): Promise<SourceDefinition> {
  const { default: definition } = await loadModule(entry)
  const { name, description, settings, verify, eventOf, events } = (definition ??
    {}) as Partial<SourceDefinition>
  const isSource =
    typeof name === 'string' &&
    typeof description === 'string' &&
    typeof settings === 'object' &&
    typeof verify === 'function' &&
    typeof eventOf === 'function' &&
    typeof events === 'object'
  if (isSource) return definition as SourceDefinition
  throw new UserError(
    'definition',
    `${entry} does not export a source: its default export lacks name, description, settings, verify, eventOf or events.`,
    'Export a SourceDefinition of segment-functions/runtime as default.'
  )
}

/** The vendor's name of each event that is wanted to the name of its track call. */
function chooseEvents(
  name: string,
  config: SourceConfig,
  { events }: SourceDefinition
): Record<string, string> {
  const known = Object.keys(events)
  const wanted = config.events ?? Object.fromEntries(known.map((event) => [event, true as const]))
  if (Object.keys(wanted).length === 0) {
    throw new UserError(
      'config',
      `segment.config.json: functions.${name}.events is empty, so the function would take no webhook.`,
      'Name an event, or leave "events" out to take all of them.'
    )
  }
  return Object.fromEntries(
    Object.entries(wanted).map(([event, change]) => {
      if (!Object.hasOwn(events, event)) {
        throw new UserError(
          'config',
          `segment.config.json: functions.${name}.events["${event}"] is no event of ${config.source}.`,
          suggestion(event, known)
        )
      }
      return [event, (change === true ? undefined : change.name) ?? events[event]!.label]
    })
  )
}
