/**
 * The lists of event names in the settings: which track events are actions, installs and page loads.
 */
import type { Settings } from './settings.ts'

/** What a list means that names no event. */
const defaultNames = {
  actionEventNames: ['Order Completed'],
  installEventNames: ['Application Installed'],
  pageLoadEventNames: ['Application Opened']
} satisfies { [List in keyof Settings]?: string[] }

/**
 * Whether a list holds the event's name, in exactly the same letters. An event without a name is in no list.
 *
 * @param event - a whole Segment event
 * @param list - the setting; unset, empty or of empty names only, it means its default
 */
export function isListed(
  event: Record<string, unknown>,
  list: keyof typeof defaultNames,
  settings: Settings
): boolean {
  const names = (settings[list] ?? []).filter((name) => name !== '')
  const effective = names.length > 0 ? names : defaultNames[list]
  return effective.some((name) => name === event.event)
}
