/** An explanation as people read it. */
import { table } from '../shared/table.ts'
import type { EventExplanation, ExplainedField } from './index.ts'

/** Which presets took the event; where none did, why. */
export function printTaken({ taken, passed }: EventExplanation): string {
  if (taken.length > 0) return `taken by ${taken.map(({ preset }) => `"${preset}"`).join(' and ')}`
  return [
    'no preset takes the event:',
    ...passed.map(({ preset, failed }) => `  "${preset}": ${failed.map(({ text }) => text).join('; ')}`)
  ].join('\n')
}

/** The fields of each preset that took the event, then the presets that did not. */
export function printExplanation({ taken, passed }: EventExplanation): string {
  const parts = taken.map(({ preset, action, fields = [], unusable }) => {
    if (unusable !== undefined) return `preset "${preset}", action ${action}: ${unusable}`
    const rows = fields.map(({ field, value, writtenIn, ...way }) => [
      field,
      value === undefined ? '(none)' : cut(JSON.stringify(value)),
      wayInWords(way),
      writtenIn
    ])
    return `preset "${preset}", action ${action}:\n${table([['field', 'value', 'from', 'written in'], ...rows])}`
  })
  const others = passed.map(
    ({ preset, failed }) =>
      `preset "${preset}" does not take the event: ${failed.map(({ text }) => text).join('; ')}`
  )
  return [...parts, ...(others.length > 0 ? [others.join('\n')] : [])].join('\n\n')
}

type Way = Omit<ExplainedField, 'field' | 'value'>

function wayInWords({ from, path, branch, template }: Way): string {
  const source = from === 'path' ? (path ?? from) : [from, path ?? template].filter(Boolean).join(' ')
  return branch ? `${source} (@if: ${branch.join(', ')})` : source
}

const cut = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)
