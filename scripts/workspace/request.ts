/**
 * One call to Segment's Public API: the `{data}` or `{errors}` envelope, the time limit, and repetitions that never
 * repeat a write without looking whether the first one did its work.
 */
import { ApiError } from './api-error.ts'
import { longestWaitMs, maxRetries, waitBeforeRetry } from './backoff.ts'
import type { Answer } from './backoff.ts'
import type { ApiErrorItem } from './types.ts'

/** Large uploads are slow: Segment's own template (destination-function-template) waits this long. */
const writeTimeoutMs = 120_000
const readTimeoutMs = 15_000

const retriedStatuses = new Set([429, 500, 502, 503, 504])

export interface Connection {
  /** Without a slash at the end. */
  baseUrl: string
  token: string
  /** The environment variable the token comes from: what messages name instead of the token. */
  tokenName: string
  fetch: typeof fetch
  /** Resolves after as many milliseconds. */
  sleep: (ms: number) => Promise<unknown>
  /** As `Math.random`. */
  random: () => number
  /** As `Date.now`. */
  now: () => number
  /** Told before every pause, so that a command can say why nothing happens. */
  onWait?: (reason: string, ms: number) => void
}

export interface Call<T> {
  method: 'GET' | 'POST' | 'PATCH'
  path: string
  body?: object
  /** For a write: what it would have returned if it turns out to have worked although no good reply came. */
  settled?: () => Promise<T | undefined>
}

type Attempt<T> = { data: T } | { error: ApiError; retry: boolean; answer?: Answer }

/**
 * @returns the `data` of the reply
 * @throws {ApiError} when Segment refuses, or fails or stays silent after all repetitions
 */
export async function request<T>(connection: Connection, call: Call<T>): Promise<T> {
  for (let retry = 0; ; retry++) {
    const attempt = await send<T>(connection, call)
    if ('data' in attempt) return attempt.data
    if (!attempt.retry) throw attempt.error
    const wait = waitBeforeRetry(retry, attempt.answer, connection.random, connection.now())
    const last = retry === maxRetries || wait > longestWaitMs
    if (!last) {
      connection.onWait?.(attempt.error.message, wait)
      await connection.sleep(wait)
    }
    const settled = await call.settled?.()
    if (settled !== undefined) return settled
    if (last) throw attempt.error
  }
}

async function send<T>(connection: Connection, call: Call<T>): Promise<Attempt<T>> {
  const { baseUrl, token, tokenName, fetch } = connection
  const body = call.body && JSON.stringify(call.body)
  const refusal = {
    method: call.method,
    path: call.path,
    bytes: Buffer.byteLength(body ?? ''),
    tokenName,
    errors: [] as ApiErrorItem[]
  }
  let response: Response
  let text: string
  try {
    response = await fetch(baseUrl + call.path, {
      method: call.method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' })
      },
      body: body ?? null,
      // Followed by hand nowhere: the token is meant for this address alone.
      redirect: 'manual',
      signal: AbortSignal.timeout(call.method === 'GET' ? readTimeoutMs : writeTimeoutMs)
    })
    text = await response.text()
  } catch (cause) {
    const { reason, nobodyThere } = connectionFailure(cause, baseUrl)
    return { error: new ApiError({ ...refusal, reason }, { cause }), retry: !nobodyThere }
  }
  const { status, headers } = response
  const reply = parse(text)
  if (response.ok && reply?.data !== undefined) return { data: reply.data as T }
  const errors = (reply?.errors ?? []).map((error) => scrub(error, token))
  return {
    error: new ApiError({ ...refusal, status, errors }),
    retry: retriedStatuses.has(status),
    answer: { headers, errors }
  }
}

/** A refused connection on loopback is a local API that was not started: waiting will not start it. */
function connectionFailure(cause: unknown, baseUrl: string): { reason: string; nobodyThere: boolean } {
  const error = cause as Error & { cause?: { code?: string } }
  if (error.name === 'TimeoutError') return { reason: 'Segment did not answer in time', nobodyThere: false }
  const code = error.cause?.code
  const nobodyThere = code === 'ECONNREFUSED' && baseUrl.startsWith('http://127.0.0.1:')
  return {
    reason: nobodyThere
      ? `nothing answers at ${baseUrl}; start it with \`npm run local-api\` in another terminal`
      : `${baseUrl} cannot be reached${code ? ` (${code})` : ''}`,
    nobodyThere
  }
}

function parse(text: string): { data?: unknown; errors?: ApiErrorItem[] } | undefined {
  try {
    const reply: unknown = JSON.parse(text)
    if (typeof reply !== 'object' || reply === null) return undefined
    const { data, errors } = reply as { data?: unknown; errors?: unknown }
    return { data, errors: Array.isArray(errors) ? (errors as ApiErrorItem[]) : [] }
  } catch {
    return undefined
  }
}

/** A server that quotes the request back must not make us print the token. */
function scrub(error: ApiErrorItem, token: string): ApiErrorItem {
  return JSON.parse(JSON.stringify(error).replaceAll(token, '[token]')) as ApiErrorItem
}
