/**
 * Which requests may be sent once more when nobody knows whether the vendor has them: those that change nothing the second
 * time by their method (RFC 9110, 9.2.2), and those that the vendor knows a repeat by.
 */
import type { IdempotencyKey } from '../author/types.ts'
import { isObject } from '../author/text.ts'

const harmlessMethods = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']

/**
 * @param request - its body as node-fetch takes it; a stream is used up and cannot be sent again
 * @param key - what the action says its vendor knows a repeat by; each element of a list needs it
 */
export function mayBeRepeated(
  {
    url,
    method,
    headers,
    body
  }: { url: string; method: string; headers: Record<string, string>; body?: unknown },
  key: IdempotencyKey | undefined
): boolean {
  const text = body instanceof URLSearchParams ? body.toString() : (body ?? '')
  if (typeof text !== 'string') return false
  if (harmlessMethods.includes(method)) return true
  if (key === undefined) return false
  const parsed = membersOf(text)
  return [parsed].flat().every((part) => {
    const members = isObject(part) ? part : {}
    const value =
      typeof key === 'function'
        ? key({ method, url, headers, body: members })
        : (members[key] ?? new URL(url).searchParams.get(key) ?? headers[key.toLowerCase()])
    return value !== undefined && value !== null
  })
}

function membersOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return Object.fromEntries(new URLSearchParams(text))
  }
}
