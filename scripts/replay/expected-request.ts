/**
 * A request that was sent, as a fixture writes it down: with its body as `json`, `form` or `text`.
 */
import type { ExpectedRequest, RecordedRequest } from '../host/exchange.ts'

/** Headers of the connection and of the client, which say nothing of the function. */
const usual = ['accept-encoding', 'connection', 'content-length', 'host', 'user-agent']

/** @returns the request with all headers that the function chose */
export function expectedRequest(sent: RecordedRequest): ExpectedRequest {
  const headers = Object.entries(sent.headers).filter(
    ([name, value]) => !usual.includes(name) && !(name === 'accept' && value === '*/*')
  )
  return {
    method: sent.method,
    url: sent.url,
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
    ...bodyOf(sent)
  }
}

/**
 * @param before - what a fixture expected: the headers that it names stay named, a body written as text stays text
 * @returns the same for what was sent
 */
export function asBefore(before: ExpectedRequest, sent: RecordedRequest): ExpectedRequest {
  const value = (name: string) => sent.headers[name.toLowerCase()]
  const headers = Object.keys(before.headers ?? {}).flatMap((name) => {
    const now = value(name)
    return now === undefined ? [] : [[name, now]]
  })
  const absent = before.withoutHeaders?.filter((name) => value(name) === undefined) ?? []
  return {
    method: sent.method,
    url: sent.url,
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) as Record<string, string> }),
    ...(absent.length > 0 && { withoutHeaders: absent }),
    ...(before.text !== undefined && sent.body !== undefined ? { text: sent.body } : bodyOf(sent))
  }
}

type Body = Pick<ExpectedRequest, 'json' | 'form' | 'text'>

function bodyOf({ body, headers }: RecordedRequest): Body {
  if (body === undefined) return {}
  if (headers['content-type']?.includes('application/x-www-form-urlencoded')) {
    const form = Object.fromEntries(new URLSearchParams(body))
    // A name that stands twice, or another way of writing, would be lost.
    return new URLSearchParams(form).toString() === body ? { form } : { text: body }
  }
  try {
    return { json: JSON.parse(body) as unknown }
  } catch {
    return { text: body }
  }
}
