/**
 * The secrets that this process has been given, so that none of them gets out: not in what an error says, not in what
 * the author's code logs, and not in a log that comes when its call is over.
 */
import { createMask } from './mask.ts'
import { isObject } from '../author/text.ts'
import type { SettingSpec } from '../author/types.ts'

/** More than there are connected instances of a function; what a process keeps stays bounded. */
const knownCount = 100

/** Most messages are about events that no preset takes, and say the same again. */
const rememberedCount = 100
const longestRemembered = 1_000

const known = new Set<string>()
let mask: ((text: string) => string) | undefined
let masked = new Map<string, string>()

/**
 * Called first in every call.
 *
 * @param given - the settings as Segment hands them over
 */
export function keepSecret(specs: SettingSpec[], given: unknown): void {
  for (const secret of secretValues(specs, given)) {
    if (known.has(secret)) continue
    if (known.size >= knownCount) known.delete(known.values().next().value!)
    known.add(secret)
    mask = undefined
    masked = new Map()
  }
}

/** The text with `[secret]` for each secret, in whatever form it stands there. */
export function withoutSecrets(text: string): string {
  mask ??= createMask([...known].map((value) => ({ name: 'secret', value })))
  let result = masked.get(text)
  if (result === undefined) {
    result = mask(text)
    if (masked.size >= rememberedCount) masked.clear()
    if (text.length <= longestRemembered) masked.set(text, result)
  }
  return result
}

/** How many times longer than a secret its longest usual form is: `%25C3%25A9` for a letter. */
const longestForm = 12

/** The beginning of a text, without the piece of a secret that a cut would leave at its end. */
export function cutBeforeSecrets(text: string, length: number): string {
  const longest = Math.max(0, ...[...known].map((secret) => secret.length))
  const masked = withoutSecrets(text.slice(0, length))
  return masked.slice(0, Math.max(0, masked.length - longest * longestForm))
}

/** @returns the values of the secret settings, without the blanks around them; numbers count as their text */
export function secretValues(specs: SettingSpec[], given: unknown): string[] {
  const values = isObject(given) ? given : {}
  return specs.filter(({ type }) => type === 'password').flatMap(({ key }) => textsOf(values[key]))
}

/** The texts that a setting's value consists of, also those of a list or a map. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsOf)
  if (typeof value !== 'string' && typeof value !== 'number') return []
  const text = String(value).trim()
  return text === '' ? [] : [text]
}
