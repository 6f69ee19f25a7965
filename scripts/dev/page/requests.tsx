/** What a function sent: each request with its headers and body, and how the vendor answered. */
import type { Result } from '../entries.ts'

export const Requests = ({ result }: { result: Result }) => (
  <>
    {result.requests.map(({ method, url, headers, body }, index) => (
      <div class="request" key={index}>
        <div class="req">
          <b class="m">{method}</b>
          <code>{url}</code>
          <Answer result={result} />
        </div>
        {body !== undefined && <pre>{pretty(body)}</pre>}
        <details>
          <summary>{Object.keys(headers).length} headers</summary>
          <pre>
            {Object.entries(headers)
              .map(([name, value]) => `${name}: ${value}`)
              .join('\n')}
          </pre>
        </details>
        <AnswerBody result={result} />
      </div>
    ))}
  </>
)

function Answer({ result: { vendor } }: { result: Result }) {
  if (vendor.kind === 'live') return <b class="end discarded">really sent</b>
  const { fault, reply, delayMs } = vendor
  const isGood = !fault && reply!.status < 300
  return (
    <span class="end">
      <b class={isGood ? 'delivered' : 'discarded'}>{fault ?? reply!.status}</b>
      {delayMs > 0 && ` after ${delayMs} ms`} · simulated
    </span>
  )
}

/** What a vendor that is simulated said, unless it was nothing. */
function AnswerBody({ result: { vendor } }: { result: Result }) {
  const { json, text } = (vendor.kind === 'simulated' && vendor.reply) || {}
  const body = text ?? (json === undefined || isEmpty(json) ? '' : JSON.stringify(json))
  if (body === '') return null
  return (
    <details open>
      <summary>the answer</summary>
      <pre>{pretty(body)}</pre>
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
