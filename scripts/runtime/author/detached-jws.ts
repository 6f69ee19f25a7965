/**
 * Signatures that any number of a vendor's keys may have made: a JWS with detached payload, `header..signature`, whose header
 * names the key, and a published set of keys (RFC 7515, RFC 7517, RFC 7797).
 */
import { createPublicKey, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import '../core/host-globals.ts'
import type { VerifyTools } from './source.ts'
import { isObject } from './text.ts'

/** Vendors announce new keys before they use them; one that is not known yet is looked up at once anyway. */
const keptMs = 24 * 60 * 60 * 1_000

interface Header {
  alg?: unknown
  kid?: unknown
  b64?: unknown
  crit?: unknown
}

/**
 * @param text - what was signed
 * @param jws - `header..signature`
 * @param keySetUrl - the address of the vendor's JSON Web Key Set; it is kept in the function's `cache`
 * @returns whether one of the vendor's RSA keys made the signature (RS256)
 * @throws RetryError when the keys cannot be fetched
 */
export async function verifyDetachedJws(
  text: string,
  jws: string,
  keySetUrl: string,
  tools: VerifyTools
): Promise<boolean> {
  const [encodedHeader, payload, encodedSignature, ...more] = jws.split('.')
  const header = readHeader(encodedHeader ?? '')
  const signature = fromBase64url(encodedSignature ?? '')
  if (!header || !signature || payload !== '' || more.length > 0) return false
  const key = await findKey(String(header.kid), keySetUrl, tools)
  if (!key) return false
  const signed = header.b64 === false ? text : Buffer.from(text, 'utf8').toString('base64url')
  return verify('RSA-SHA256', Buffer.from(`${encodedHeader}.${signed}`, 'utf8'), key, signature)
}

/** The header decides nothing but the key: an algorithm of the sender's choice could be one that needs no key. */
function readHeader(encoded: string): Header | undefined {
  const bytes = fromBase64url(encoded)
  const header = bytes && parse(bytes.toString('utf8'))
  if (!isObject(header) || header.alg !== 'RS256' || typeof header.kid !== 'string') return undefined
  const critical = header.crit ?? []
  // What must be understood and is not makes a signature invalid (RFC 7515, 4.1.11).
  return Array.isArray(critical) && critical.every((name) => name === 'b64') ? header : undefined
}

/** @returns undefined unless the text is what encoding its bytes would give: a signature has one spelling */
function fromBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.length > 0 && bytes.toString('base64url') === text ? bytes : undefined
}

async function findKey(kid: string, url: string, { getJson }: VerifyTools): Promise<KeyObject | undefined> {
  const name = `key set ${url}`
  let isFresh = false
  const load = () =>
    cache.load(name, keptMs, async () => {
      isFresh = true
      return readKeySet(await getJson(url))
    })
  const known = (await load()).get(kid)
  if (known || isFresh) return known
  // The vendor may have changed its keys since.
  cache.delete(name)
  return (await load()).get(kid)
}

/** @returns the RSA keys by their names; what else the set holds is not for this kind of signature */
function readKeySet(set: unknown): Map<string, KeyObject> {
  const keys = isObject(set) && Array.isArray(set.keys) ? (set.keys as unknown[]) : []
  return new Map(
    keys.flatMap((key): [string, KeyObject][] => {
      if (!isObject(key) || key.kty !== 'RSA' || typeof key.kid !== 'string') return []
      try {
        return [[key.kid, createPublicKey({ key, format: 'jwk' })]]
      } catch {
        return []
      }
    })
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
