/**
 * Keeps the values of secret settings out of what is printed: `Bearer [apiKey]`. In requests they stand where they are
 * meant to stand, so that a reader sees which secret went where.
 */
import type { FunctionSetting } from '../compile/types.ts'
import { mask } from '../runtime/engine/mask.ts'

/**
 * @param definitions - the function's settings
 * @param settings - their values, by name
 * @returns a function that puts the name of a secret setting in brackets for its value, also where it is URL-encoded,
 *   escaped in JSON, or part of Basic authorization
 */
export function redactor(
  definitions: FunctionSetting[],
  settings: Record<string, unknown>
): (text: string) => string {
  const secrets = definitions
    .filter(({ sensitive }) => sensitive)
    .flatMap(({ name }) => textsOf(settings[name]).map((value) => ({ name, value })))
  // Longest first: a short secret may be part of a longer one.
  const forms = secrets
    .flatMap(({ name, value }) => formsOf(value).map((form) => ({ name, form })))
    .sort((one, other) => other.form.length - one.form.length)
  const named = (text: string) =>
    forms.reduce((redacted, { name, form }) => redacted.replaceAll(form, () => `[${name}]`), text)
  // What is left are secrets inside longer base64 texts, which cannot be replaced without breaking those.
  const values = secrets.map(({ value }) => value)
  return (text) => mask(named(openBasic(text, named)), values)
}

/** A secret may be a list or a map of texts; blanks around it are not sent. */
function textsOf(value: unknown): string[] {
  const texts = typeof value === 'object' && value !== null ? Object.values(value) : [value]
  return texts
    .filter((text) => typeof text === 'string')
    .map((text) => text.trim())
    .filter(Boolean)
}

function formsOf(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1)
  ]
}

/** Shows Basic authorization as it reads, when there is a secret in it: `Basic [accountSid]:[authToken]`. */
function openBasic(text: string, redact: (text: string) => string): string {
  return text.replace(/\bBasic ([A-Za-z0-9+/=]+)/g, (whole, encoded: string) => {
    const decoded = Buffer.from(encoded, 'base64').toString('utf8')
    const redacted = redact(decoded)
    return redacted === decoded ? whole : `Basic ${redacted}`
  })
}
