/**
 * Parameters as the texts of a form.
 */
import { isBlank } from 'segment-functions/runtime'

/** Parameters as they are sent. */
export type TextForm = Record<string, string>

/**
 * Texts stay as they are; numbers, true and false are written as JavaScript writes them, and a list of one is its
 * element. What says nothing is left out: undefined, null, blanks, and the objects and lists of which no parameter can
 * make anything; of these the log tells. 0 and false are sent.
 */
export function textForm(parameters: Record<string, unknown>): TextForm {
  const form: [string, string][] = []
  const unusable: string[] = []
  for (const [parameter, value] of Object.entries(parameters)) {
    const text = textOf(value)
    if (!isBlank(text)) form.push([parameter, text])
    else if (text === '' && typeof value === 'object' && value !== null && Object.keys(value).length > 0)
      unusable.push(parameter)
  }
  if (unusable.length > 0)
    console.log(`impact.com: left out, as neither an object nor a list can be sent: ${named(unusable)}.`)
  return Object.fromEntries(form)
}

/** Of ten thousand products all may be odd. */
const longestList = 10

const named = (names: string[]): string =>
  names.slice(0, longestList).join(', ') + (names.length > longestList ? ', …' : '')

/** The value as the text of a parameter, `""` where it is none. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) && value.length === 1 ? textOf(value[0]) : ''
}
