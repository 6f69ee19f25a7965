import { settingsFile } from '../rule.ts'
import type { DestinationRule, Finding, PartRule } from '../rule.ts'
import { readsOf } from './reads.ts'

/** Segment reads them itself, to form batches and audiences. */
const segmentsOwn = [
  'enable_batching',
  'batch_size',
  'batch_keys',
  'batch_bytes',
  '__segment_internal_sync_mode'
]

/** A field that is mapped, checked and dropped. */
export const unreadField: DestinationRule = {
  id: 'unread-field',
  find({ fn: { definition, subscriptions }, modules }) {
    const { names, whole } = readsOf(modules, 'payload')
    if (whole) return []
    return [...new Set(subscriptions.map(({ action }) => action))].flatMap((action) =>
      Object.keys(definition.actions[action]!.fields)
        .filter((key) => !names.has(key) && !segmentsOwn.includes(key))
        .map((key): Finding => ({
          file: `${action}/index.ts`,
          message: `The field "${key}" is filled for every event, but perform never reads it.`,
          hint: 'Send it, or take the field out.'
        }))
    )
  }
}

/** A setting that people fill in for nothing. */
export const unreadSetting: PartRule = {
  id: 'unread-setting',
  parts: ['destination', 'source', 'page'],
  find(part) {
    const { names, whole } = readsOf(part.modules, 'settings')
    if (whole) return []
    return Object.keys(part.settings)
      .filter((key) => !names.has(key))
      .map((key) => ({
        file: settingsFile(part),
        message: `The setting "${key}" is asked for, but nothing reads it.`,
        hint: unreadHints[part.kind]
      }))
  }
}

const unreadHints: Record<PartRule['parts'][number], string> = {
  destination: 'Use it in extendRequest or in an action, or take it out.',
  source: 'Use it in verify, or take it out.',
  page: 'Use it in initialize or in an action, or take it out.'
}
