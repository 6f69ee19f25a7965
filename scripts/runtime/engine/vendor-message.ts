/**
 * What a vendor says about a refusal, found in whatever it answered: JSON of several shapes, a form, an HTML page, text
 * or nothing.
 */
import { cutBeforeSecrets, withoutSecrets } from './secrets.ts'
import { cut, isObject } from '../author/text.ts'

/** Enough to understand a refusal; Segment shows messages in a narrow column. */
const greatestLength = 500

/** Where vendors put a message it stands early. */
const lookedAt = 64 * 1024

/** Where vendors put the text, in the order of trust: Tractionboard's `message` before lists, impact.com's `Message` after. */
const messageKeys = [
  'message',
  'errors',
  'Errors',
  'Message',
  'error_description',
  'error',
  'detail',
  'title',
  'errormessage',
  'reason'
]
const codeKeys = ['code', 'rsCode', 'errorCode']

/**
 * @param content - the body of the answer as text
 * @param contentType - the answer's content type, if it has one
 * @returns one line of at most 500 characters, or undefined when the answer holds no message
 */
export function vendorMessage(content: string, contentType: string | null | undefined): string | undefined {
  const text = (content.length > lookedAt ? cutBeforeSecrets(content, lookedAt) : content).trim()
  if (text === '') return undefined
  const found = fromJson(text) ?? (contentType?.includes('form-urlencoded') ? fromForm(text) : fromText(text))
  // Before white space goes and the text is cut: half a secret would not be known as one.
  const line = found && withoutSecrets(found).replace(/\s+/g, ' ').trim()
  if (!line || line.length <= greatestLength) return line || undefined
  return cut(line, greatestLength).replace(/ \S*$/, '')
}

// JSON is recognised by its look: some vendors send it as text/html, or cut off as application/json.
function fromJson(text: string): string | undefined {
  if (!/^[[{"]/.test(text)) return undefined
  try {
    return fromValue(JSON.parse(text)) ?? ''
  } catch {
    return undefined
  }
}

function fromValue(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return joined(value)
  if (!isObject(value)) return undefined
  for (const key of messageKeys) {
    const text = key.toLowerCase() === 'errors' ? fromMap(value[key]) : fromValue(value[key])
    if (text) return withCode(text, value)
  }
  return undefined
}

const joined = (list: unknown[]): string | undefined =>
  list
    .map((entry) => named(entry, fromValue(entry)))
    .filter(Boolean)
    .join('; ') || undefined

/** `{ "email": ["is taken"] }`, as Rails and Laravel write it. */
const fromMap = (map: unknown): string | undefined =>
  isObject(map)
    ? joined(Object.entries(map).map(([field, entry]) => ({ field, message: fromValue(entry) })))
    : fromValue(map)

function named(entry: unknown, text: string | undefined): string | undefined {
  const field = isObject(entry) ? (entry.field ?? entry.Field) : undefined
  return text && typeof field === 'string' && field !== '' ? `${field}: ${text}` : text
}

function withCode(text: string, value: Record<string, unknown>): string {
  const code = codeKeys.map((key) => value[key]).find((entry) => typeof entry === 'string' && entry !== '')
  return typeof code === 'string' && !text.includes(code) ? `${text} (${code})` : text
}

const fromForm = (text: string): string | undefined =>
  fromValue(Object.fromEntries(new URLSearchParams(text)))

const fromText = (text: string): string | undefined => (text.startsWith('<') ? fromMarkup(text) : text)

/** The title of a page, else its text, else what XML holds. One way through, as patterns across tags take too long. */
function fromMarkup(text: string): string {
  let words = ''
  for (let at = 0; at < text.length;) {
    const open = endOr(text, text.indexOf('<', at))
    words += `${text.slice(at, open)} `
    const close = endOr(text, text.indexOf('>', open))
    const [, tag] = /^<(script|style|title)\b/i.exec(text.slice(open, open + 8)) ?? []
    at = close + 1
    if (!tag) continue
    const end = endOr(text, text.indexOf('</', at))
    const title = text.slice(at, end).trim()
    if (tag.toLowerCase() === 'title' && title) return title
    at = endOf(text, tag, at)
  }
  return words
}

const endOr = (text: string, index: number): number => (index === -1 ? text.length : index)

/** Where the closing tag begins. */
function endOf(text: string, tag: string, from: number): number {
  const closing = new RegExp(`</${tag}`, 'gi')
  closing.lastIndex = from
  return closing.exec(text)?.index ?? text.length
}
