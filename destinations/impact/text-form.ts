/**
 * Parameters as the texts of a form.
 */
import { isBlank } from 'segment-functions/runtime'

/** Parameters as they are sent. */
export type TextForm = Record<string, string>

/**
 * Texts stay as they are; numbers, true and false are written as JavaScript writes them, and a list of one is its
 * element. What says nothing is left out: undefined, null, blanks, and the objects and lists of which no parameter can
 * make anything. 0 and false are sent.
 */
export function textForm(parameters: Record<string, unknown>): TextForm {
  const form: [string, string][] = []
  for (const [parameter, value] of Object.entries(parameters)) {
    const text = textOf(value)
    if (!isBlank(text)) form.push([parameter, text])
  }
  return Object.fromEntries(form)
}

/** The value as the text of a parameter, `""` where it is none. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) && value.length === 1 ? textOf(value[0]) : ''
}
