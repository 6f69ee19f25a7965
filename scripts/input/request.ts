/**
 * Reads the `request` of a source's fixture: what a vendor sends to the webhook. Segment hands its body over as text or parsed,
 * so one request is two inputs for a function.
 */
import type { IncomingRequest } from '../host/types.ts'
import { isObject } from '../runtime/author/text.ts'
import type { Part } from './shape.ts'
import { member, objectWith, optionalTexts, text, wrong } from './shape.ts'

export interface Webhook {
  method: string
  headers: Record<string, string>
  query: Record<string, string>
  /** As it comes over the wire. */
  text: string
}

/**
 * @param part - `{method (POST), headers, query, json or text}`
 * @throws UserError naming file, line and key of the first mistake
 */
export function readWebhook(part: Part): Webhook {
  const request = objectWith(part, ['method', 'headers', 'query', 'json', 'text'])
  if ('json' in request === 'text' in request)
    throw wrong(
      part,
      `has ${'json' in request ? 'both "json" and' : 'neither "json" nor'} "text"`,
      'Write what the vendor sends: "json": {…}, which is sent without blanks, or "text": "…" to the letter.'
    )
  const method = request.method === undefined ? 'POST' : text(member(part, 'method')).toUpperCase()
  if (method !== 'POST')
    throw wrong(member(part, 'method'), `is ${method}`, 'A webhook is a POST request; leave "method" out.')
  const isJson = 'json' in request
  const headers = optionalTexts(member(part, 'headers')) ?? {}
  const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')
  return {
    method,
    headers: isJson && !isTyped ? { 'content-type': 'application/json', ...headers } : headers,
    query: optionalTexts(member(part, 'query')) ?? {},
    text: isJson ? JSON.stringify(request.json) : text(member(part, 'text'))
  }
}

export interface BodyForms {
  asText: IncomingRequest
  /** Undefined for a body that Segment cannot parse. */
  asObject: IncomingRequest | undefined
  /** Whether the parsed body says the same text, as it must for a signature over it to be verified. */
  isSameText: boolean
}

/** What a function may get for one request. */
export function bodyForms({ headers, query, text }: Webhook): BodyForms {
  const object = parse(headers, text)
  return {
    asText: { headers, query, body: text },
    asObject: object && { headers, query, body: object },
    isSameText: object !== undefined && JSON.stringify(object) === text
  }
}

function parse(headers: Record<string, string>, text: string): object | undefined {
  const [, type = ''] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type') ?? []
  if (type.includes('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text))
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) || Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
