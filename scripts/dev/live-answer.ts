/** What a live vendor answered, as a fixture has it: without what only that connection was about. */
import type { Fault, RecordedAnswer, Reply } from '../host/exchange.ts'

/** Headers that functions look at: what the body is, and when to come back. */
const telling = ['content-type', 'location', 'retry-after']

export function asFixture(answer: RecordedAnswer): { reply: Reply } | { fault: Fault } {
  if ('error' in answer) return { fault: faultOf(answer.error) }
  const { status, body } = answer
  const json = jsonOf(body)
  const headers = Object.entries(answer.headers).filter(
    ([name, value]) => telling.includes(name) && !(json && value === 'application/json')
  )
  return {
    reply: {
      status,
      ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
      ...(json ? { json: json.value } : body !== '' && { text: body })
    }
  }
}

function faultOf(error: string): Fault {
  if (/ECONNREFUSED/.test(error)) return 'refused'
  return /^no answer/.test(error) ? 'timeout' : 'reset'
}

function jsonOf(body: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(body) }
  } catch {
    return undefined
  }
}
