/**
 * impact.com takes e-mail addresses of conversions as SHA-1 hashes only; page loads get the same.
 */
import { createHash } from 'node:crypto'
import { isBlank } from 'segment-functions/runtime'

/**
 * @param value - what was mapped to CustomerEmail
 * @returns 40 hexadecimal digits: the value itself when it is a hash already, else the SHA-1 of the address without
 *   blanks around it, its letters as they are; undefined when it is not a text, or blank
 */
export function hashEmail(value: unknown): string | undefined {
  if (typeof value !== 'string' || isBlank(value)) return undefined
  const email = value.trim()
  if (/^[0-9a-f]{40}$/i.test(email)) return email.toLowerCase()
  return createHash('sha1').update(email).digest('hex')
}
