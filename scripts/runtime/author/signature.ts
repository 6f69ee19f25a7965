/**
 * Signatures of webhooks, with the crypto that Segment's Functions have. They are compared in constant time, so that nobody
 * learns a right one character by character.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** @returns the HMAC of the text in lower-case hex, or in base64 */
export const hmac = (
  algorithm: 'sha1' | 'sha256',
  secret: string,
  text: string,
  encoding: 'hex' | 'base64' = 'hex'
): string => createHmac(algorithm, secret).update(text, 'utf8').digest(encoding)

/**
 * @param given - what came with the request; null when nothing did
 * @param expected - what it must be, to the letter
 */
export function sameText(given: string | null, expected: string): boolean {
  // Digests have one length, as the comparison demands, and do not give away that of a secret.
  return given !== null && timingSafeEqual(digest(given), digest(expected))
}

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest()
