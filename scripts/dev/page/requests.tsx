/** What a function sent: each request with its headers and body, and how the vendor answered. */
import type { RecordedAnswer } from '../../host/exchange.ts'
import type { Result } from '../entry.ts'
import { atPunctuation } from './value.tsx'

export const Requests = ({ result }: { result: Result }) => (
  <>
    {result.requests.map(({ method, url, headers, body }, index) => (
      <div class="request" key={index}>
        <div class="req">
          <b class="m">{method}</b>
          <code>{atPunctuation(url)}</code>
          <Answer result={result} index={index} />
        </div>
        {body !== undefined && (
          <pre tabIndex={0} aria-label="The body">
            {pretty(body)}
          </pre>
        )}
        <Headers headers={headers} />
        <AnswerBody {...answerOf(result, index)} />
      </div>
    ))}
  </>
)

function Headers({ headers }: { headers: Record<string, string> }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return (
    <details>
      <summary>{lines.length === 1 ? '1 header' : `${lines.length} headers`}</summary>
      <pre>{lines.join('\n')}</pre>
    </details>
  )
}

/** One that is simulated answers each request alike; of a live one nothing is known when the function had to be stopped. */
function answerOf(
  { vendor, answers }: Result,
  index: number
): Partial<Extract<RecordedAnswer, { status: number }>> & { error?: string } {
  if (vendor.kind === 'live') return answers?.[index] ?? { error: 'no answer is known' }
  const { fault, reply } = vendor
  if (!reply) return { error: fault! }
  const { status, headers = {}, json, text } = reply
  return { status, headers, body: text ?? (json === undefined || isEmpty(json) ? '' : JSON.stringify(json)) }
}

function Answer({ result, index }: { result: Result; index: number }) {
  const { vendor } = result
  const { status, error } = answerOf(result, index)
  const isGood = status !== undefined && status < 300
  return (
    <span class="end">
      <b class={isGood ? 'delivered' : 'discarded'}>{status ?? error}</b>
      {vendor.kind === 'live' ? (
        <b class="discarded"> · really sent</b>
      ) : (
        `${vendor.delayMs > 0 ? ` after ${vendor.delayMs} ms` : ''} · simulated`
      )}
    </span>
  )
}

/** What the vendor said, unless it was nothing. */
function AnswerBody({ headers = {}, body = '' }: { headers?: Record<string, string>; body?: string }) {
  if (body === '' && Object.keys(headers).length === 0) return null
  return (
    <details open={body !== ''}>
      <summary>the answer</summary>
      {body !== '' && (
        <pre tabIndex={0} aria-label="The answer’s body">
          {pretty(body)}
        </pre>
      )}
      {Object.keys(headers).length > 0 && <Headers headers={headers} />}
    </details>
  )
}

const isEmpty = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && Object.keys(json).length === 0

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return /^[^=&\s]+=/.test(body)
      ? [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${value}`).join('\n')
      : body
  }
}
