/**
 * Redirects carry an event and keys, so they are followed only where both stay: the same origin (or https instead of http
 * on the same host), and the same method and body. node-fetch 2.6.0, which Segment runs, would follow all of them, as a
 * GET without the event or to another host with the keys.
 */
import type { HostResponse } from './host-globals.ts'
import { IntegrationError } from './errors.ts'

/** What Node reads where bytes are no UTF-8; written as a code, so that a function is plain ASCII. */
const noText = String.fromCharCode(0xfffd)

/** node-fetch's own limit. */
export const greatestRedirects = 20

/**
 * @param response - of a request made with `redirect: 'manual'`, for which node-fetch makes `Location` absolute
 * @param request - what was answered
 * @returns the address to ask instead, or undefined when the answer is no redirect
 * @throws IntegrationError, which discards the event, for a redirect that must not be followed
 */
export function redirectOf(
  response: HostResponse,
  { url, method, body }: { url: string; method: string; body?: unknown }
): string | undefined {
  const { status, headers } = response
  const location = headers.get('location')
  if (![301, 302, 303, 307, 308].includes(status) || location === null) return undefined
  // What is not read keeps its connection.
  response.body?.resume()
  const refuse = (reason: string) =>
    new IntegrationError(
      `the address at ${new URL(url).origin} redirects to ${targetOf(url, location)} (HTTP ${status}), ${reason}: correct it`,
      'REDIRECT',
      status
    )
  const target = parsed(location)
  if (!target) throw refuse('which is no web address')
  if (!keepsOrigin(new URL(url), target)) throw refuse('where neither the event nor its keys are sent')
  const keepsBody = status === 307 || status === 308 || method === 'GET' || method === 'HEAD'
  if (!keepsBody) throw refuse(`which loses the body of a ${method}`)
  if (isStream(body)) throw refuse('and a stream cannot be sent twice')
  return target.href
}

function keepsOrigin(from: URL, to: URL): boolean {
  if (to.origin === from.origin) return true
  return from.protocol === 'http:' && to.protocol === 'https:' && from.hostname === to.hostname
}

/** Headers are read as Latin-1, addresses are UTF-8; as the first address, those of redirects are encoded. */
function parsed(location: string): URL | undefined {
  const utf8 = Buffer.from(location, 'binary').toString()
  try {
    const url = new URL(utf8.includes(noText) ? location : utf8)
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : undefined
  } catch {
    return undefined
  }
}

/** The path of an address from the settings may be a key to it, so what leads back to it is named by its origin. */
const targetOf = (url: string, location: string): string =>
  shown(location) === shown(url) ? new URL(url).origin : shown(location)

/** Without the query, which may hold what is nobody else's business. */
const shown = (address: string): string => address.replace(/[?#].*$/s, '').slice(0, 200)

const isStream = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'pipe' in body && typeof body.pipe === 'function'
