/**
 * One call to Segment's Public API: the `{data}` or `{errors}` envelope, the time limit, and repetitions that never
 * repeat a write without looking whether the first one did its work.
 */
import { isObject } from '../runtime/author/text.ts'
import { UserError } from '../shared/errors.ts'
import { ApiError } from './api-error.ts'
import type { Fate, Refusal } from './api-error.ts'
import { longestWaitMs, maxRetries, waitBeforeRetry } from './backoff.ts'
import type { Answer } from './backoff.ts'
import { readErrors, UnreadableReply } from './reply.ts'
import { tokenRedactor } from './token.ts'

/** Large uploads are slow: Segment's own template (destination-function-template) waits this long. */
const writeTimeoutMs = 120_000
const readTimeoutMs = 15_000

/** What was written may take a moment to be seen. */
const looks = 3
const lookPauseMs = 1_000

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
  /** Takes the reply's `data` apart; throws {@link UnreadableReply} when it is not what was asked for. */
  read: (data: unknown) => T
  /** For a write: what it would have returned if it turns out to have worked although no good reply came. */
  settled?: () => Promise<T | undefined>
}

type Attempt<T> =
  | { kind: 'yes'; data: T }
  | { kind: 'no'; refusal: Refusal }
  /** Whether a write did its work cannot be told from the answer. */
  | { kind: 'unclear'; refusal: Refusal; resend: boolean; answer?: Answer }

/**
 * @returns the `data` of the reply
 * @throws {ApiError} when Segment refuses, or fails or stays silent after all repetitions; its `fate` says what is
 *   known of a write
 */
export async function request<T>(connection: Connection, call: Call<T>): Promise<T> {
  const { random, now, onWait, sleep } = connection
  for (let retry = 0; ; retry++) {
    const attempt = await send<T>(connection, call)
    if (attempt.kind === 'yes') return attempt.data
    if (attempt.kind === 'no') throw new ApiError(attempt.refusal)
    const wait = waitBeforeRetry(retry, attempt.answer, random, now())
    if (!attempt.resend || retry === maxRetries || wait > longestWaitMs)
      return lookOrFail(connection, call, attempt.refusal)
    onWait?.(new ApiError(attempt.refusal).message, wait)
    await sleep(wait)
    const found = await look(call, attempt.refusal)
    if (found !== undefined) return found
  }
}

/** The end of a write without a clear answer: it is looked for, as it may take a moment to be seen. */
async function lookOrFail<T>({ sleep }: Connection, call: Call<T>, refusal: Refusal): Promise<T> {
  if (!call.settled) throw new ApiError(refusal)
  for (let tries = 1; tries <= looks; tries++) {
    if (tries > 1) await sleep(lookPauseMs)
    const found = await look(call, refusal)
    if (found !== undefined) return found
  }
  throw new ApiError({ ...refusal, fate: 'notSeen' })
}

async function look<T>(call: Call<T>, refusal: Refusal): Promise<T | undefined> {
  try {
    return await call.settled?.()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    // Whatever was wrong with the write, nobody may repeat it blindly.
    const fate: Fate = 'unknown'
    throw new ApiError({ ...refusal, fate, notLooked: error.message }, { cause: error })
  }
}

async function send<T>(connection: Connection, call: Call<T>): Promise<Attempt<T>> {
  const { baseUrl, token, tokenName, fetch } = connection
  const body = call.body && JSON.stringify(call.body)
  const sent = {
    method: call.method,
    path: call.path,
    bytes: Buffer.byteLength(body ?? ''),
    tokenName,
    redact: tokenRedactor(token),
    fate: 'refused' as const,
    errors: []
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
    return nobodyThere
      ? { kind: 'no', refusal: { ...sent, reason } }
      : { kind: 'unclear', refusal: { ...sent, reason }, resend: true }
  }
  const { status, headers } = response
  const reply = parse(text)
  const errors = readErrors(reply)
  const refusal: Refusal = { ...sent, status, errors }
  // 202 is a promise, and the other successes are none that Segment documents.
  if ((status === 200 || status === 201) && errors.length === 0) {
    const read = readData(call, reply)
    if ('data' in read) return { kind: 'yes', data: read.data }
    return { kind: 'unclear', refusal: { ...refusal, reason: read.problem }, resend: false }
  }
  // A gateway in between answers without Segment's envelope, and may do so after the work was done.
  if (isRefusal(status) && (errors.length > 0 || call.method === 'GET')) return { kind: 'no', refusal }
  return { kind: 'unclear', refusal, resend: isResent(status), answer: { headers, errors } }
}

/** Request Timeout, Too Early, Too Many Requests and a closed connection say nothing about what was done. */
const unclearRefusals = new Set([408, 425, 429, 499])

const isRefusal = (status: number): boolean => status >= 400 && status < 500 && !unclearRefusals.has(status)

/** Not Implemented stays so; the numbers above 511 are those of gateways before Segment. */
const isResent = (status: number): boolean =>
  unclearRefusals.has(status) || (status >= 500 && status !== 501 && status !== 505)

function readData<T>(call: Call<T>, reply: unknown): { data: T } | { problem: string } {
  if (reply === undefined) return { problem: 'it is no JSON' }
  if (!isObject(reply) || reply.data === undefined || reply.data === null)
    return { problem: 'there is no data in it' }
  try {
    return { data: call.read(reply.data) }
  } catch (error) {
    if (error instanceof UnreadableReply) return { problem: error.message }
    throw error
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

/** @returns undefined for what is no JSON */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
