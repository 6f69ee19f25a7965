/** An action in a README: what it does and where each of its fields takes its value from. */
import type { DestinationDefinition } from '@segment/actions-core'
import type { Fields } from '../runtime/author/types.ts'
import { code, listOf, markdownTable, paragraphs } from './markdown.ts'
import { isTable, mappingInWords } from './mapping-words.ts'

type Action = DestinationDefinition['actions'][string]
type Field = Fields[string]

/** @param key - what presets call the action */
export function actionSection(key: string, { title, description, fields }: Action): string {
  const entries = Object.entries(fields)
  return paragraphs(
    `### ${title ?? key} (${code(key)})`,
    description,
    markdownTable([
      ['Field', 'Label', 'Type', 'Required', 'By default', 'Description'],
      ...entries.map(([name, field]) => fieldRow(name, field))
    ]),
    ...entries.map(([name, field]) => keyTable(name, field))
  )
}

function fieldRow(name: string, field: Field): string[] {
  const choices = choicesOf(field)
  return [
    code(name),
    field.label,
    field.multiple ? `list of ${field.type}` : field.type,
    requiredInWords(field.required),
    isTable(field.default) ? 'the table below' : mappingInWords(field.default) || 'nothing',
    choices === '' ? field.description : `${field.description} One of ${choices}.`
  ]
}

/** Conditions of actions-core can be long; they stand in the definition. */
function requiredInWords(required: Field['required']): string {
  if (typeof required === 'object') return 'under conditions'
  return required ? 'yes' : 'no'
}

function choicesOf({ choices = [] }: Field): string {
  const values = choices.map((choice) => code(String(typeof choice === 'object' ? choice.value : choice)))
  return listOf(values, 'or')
}

function keyTable(name: string, { default: mapping }: Field): string {
  if (!isTable(mapping)) return ''
  const rows = Object.entries(mapping).map(([key, value]) => [code(key), mappingInWords(value)])
  return paragraphs(`${code(name)} by default:`, markdownTable([['Key', 'From'], ...rows]))
}
