/**
 * Parameters as texts, and the texts as the body of a form.
 */
import type { Parameters } from './parameters.ts'

/** Parameters as they are sent. */
export type TextForm = Record<string, string>

/**
 * Texts stay as they are, numbers, true and false as JavaScript writes them, objects and lists as JSON. What is
 * undefined, null or "" is left out; 0 and false are sent.
 */
export function textForm(parameters: Parameters): TextForm {
  const texts = Object.entries(parameters).map(([parameter, value]): [string, string] => [
    parameter,
    textOf(value)
  ])
  return Object.fromEntries(texts.filter(([, text]) => text !== ''))
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  // A custom path can also lead to what every object inherits, its constructor for one: that has no JSON.
  return JSON.stringify(value) ?? ''
}

/**
 * The part of a request that both of impact.com's endpoints have in common.
 */
export const formRequest = (form: TextForm) => ({
  method: 'POST' as const,
  headers: {
    Accept: 'application/json', // some answers are XML otherwise
    'Content-Type': 'application/x-www-form-urlencoded' // node-fetch takes a text for text/plain
  },
  body: new URLSearchParams(form).toString()
})
