/** The settings of a function, of either direction, in a README. */
import type { ResolvedFunction } from '../compile/types.ts'
import { code, markdownTable, paragraphs } from './markdown.ts'

const settingTypes = { STRING: 'text', BOOLEAN: 'switch', ARRAY: 'list of texts', TEXT_MAP: 'text map' }

export function settingsTable({ settings }: Pick<ResolvedFunction, 'settings'>): string {
  if (settings.length === 0) return 'None.'
  return markdownTable([
    ['Label', 'Key', 'Type in Segment', 'Required', 'Secret', 'Description'],
    ...settings.map(({ label, name, type, required, sensitive, description }) => [
      label,
      code(name),
      `${settingTypes[type]} (${code(type)})`,
      required ? 'yes' : 'no',
      sensitive ? 'yes' : 'no',
      description
    ])
  ])
}

export function loweringList({ lowered }: Pick<ResolvedFunction, 'lowered'>): string {
  if (lowered.length === 0) return ''
  return paragraphs(
    'What a Function cannot say as the definition does:',
    lowered.map((sentence) => `- ${sentence}`).join('\n')
  )
}
