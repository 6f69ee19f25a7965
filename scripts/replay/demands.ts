/**
 * What fixtures have yet to show of a function: its handlers, each preset that it has on, the fields of their actions, and
 * each class of outcomes. Every sentence names the file that would show it.
 */
import type { ResolvedFunction } from '../compile/types.ts'
import { eventHandlers } from '../shared/handlers.ts'
import type { Coverage } from './coverage.ts'

/**
 * @param fn - the function as segment.config.json has it
 * @param coverage - what its fixtures reach
 * @returns a sentence for each thing that is missing, such as `acme: no fixture reaches the outcome retried. Add
 *   fixtures/acme/retried.json, whose exchange answers 429.`; none when the fixtures are complete
 */
export function unmetDemands(fn: ResolvedFunction, coverage: Coverage): string[] {
  const demand = (what: string, file: string, wanted: string) =>
    `${fn.name}: no fixture reaches the ${what}. Add fixtures/${fn.name}/${fileName(file)}.json, ${wanted}.`
  const presets = fn.subscriptions.filter(({ preset }) => coverage.presets.missing.includes(preset))
  const fields = fieldsOf(fn).filter(({ key }) => coverage.fields.missing.includes(key))
  return [
    ...coverage.handlers.missing.map((name) => demand(`handler ${name}`, name, eventFor(name))),
    ...presets.map(({ preset, subscribe }) =>
      demand(`preset "${preset}"`, preset, `whose event fulfils its condition: ${subscribe}`)
    ),
    ...fields.map(({ key, source }) =>
      demand(`field ${key}`, key, `whose event gives it a value (${source})`)
    ),
    ...coverage.outcomes.missing.map((name) => demand(`outcome ${name}`, name, causeOf(fn, name)))
  ]
}

/** What a handler is called for. */
function eventFor(handler: string): string {
  if (handler === 'onBatch') return 'which has "events": […] in place of "event"'
  const type = Object.entries(eventHandlers).find(([, name]) => name === handler)?.[0]
  return `whose event has the type "${type}"`
}

/** The fields of the actions in use, each once, with what the first preset of its action maps to it. */
function fieldsOf({ definition, subscriptions }: ResolvedFunction): { key: string; source: string }[] {
  const actions = [...new Set(subscriptions.map(({ action }) => action))]
  return actions.flatMap((action) => {
    const { preset, mapping } = subscriptions.find((subscription) => subscription.action === action)!
    return Object.keys(definition.actions[action]!.fields).map((field) => ({
      key: `${action}.${field}`,
      source:
        mapping[field] === undefined
          ? `with "presets", as "${preset}" maps nothing to it`
          : `"${preset}" maps it from ${JSON.stringify(mapping[field])}`
    }))
  })
}

/** What brings a class of outcomes about. */
function causeOf(fn: ResolvedFunction, outcome: string): string {
  const [required] = fn.settings.filter((setting) => setting.required)
  const causes: Record<string, string> = {
    delivered: 'whose exchanges answer 200',
    ValidationError: required
      ? `whose settings lack ${required.name}`
      : 'whose event has an object where a field wants a text',
    InvalidEventPayload: 'whose exchange answers 400',
    EventNotSupported: 'whose event fulfils no condition of a preset',
    retried: 'whose exchange answers 429'
  }
  return causes[outcome]!
}

/** `track.eventName` is track-event-name, "Track a lead" is track-a-lead. */
const fileName = (text: string): string =>
  text
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
