/**
 * Keeps the values of secret settings out of what is printed: `Bearer [apiKey]`. In requests they stand where they are
 * meant to stand, so that a reader sees which secret went where.
 */
import type { FunctionSetting } from '../compile/types.ts'
import { createMask } from '../runtime/engine/mask.ts'
import { textsOf } from '../runtime/engine/secrets.ts'

/**
 * @param definitions - the function's settings
 * @param settings - their values, by name
 * @returns a function that puts the name of a secret setting in brackets for its value, in every form in which a compiled
 *   function masks it; Basic authorization is opened
 */
export function redactor(
  definitions: FunctionSetting[],
  settings: Record<string, unknown>
): (text: string) => string {
  const secrets = definitions
    .filter(({ sensitive }) => sensitive)
    .flatMap(({ name }) => textsOf(settings[name]).map((value) => ({ name, value })))
  const mask = createMask(secrets)
  return (text) => mask(openBasic(text, mask))
}

/** Shows Basic authorization as it reads, when there is a secret in it: `Basic [accountSid]:[authToken]`. */
function openBasic(text: string, redact: (text: string) => string): string {
  return text.replace(/\bBasic ([A-Za-z0-9+/=]+)/g, (whole, encoded: string) => {
    const decoded = Buffer.from(encoded, 'base64').toString('utf8')
    const redacted = redact(decoded)
    return redacted === decoded ? whole : `Basic ${redacted}`
  })
}
