/**
 * The boundary between "try again" and "refused": what an error that comes out of an action means for the event.
 *
 * Segment retries only RetryError and timeouts; everything else is gone for good. So whatever may pass by itself (an
 * overloaded vendor, a broken connection) is retried, and whatever will fail again is discarded with its reason.
 */
import { vendorMessage } from './vendor-message.ts'

/** The classes Segment's runtime offers; a bug keeps its own name. */
export type FailureName = 'ValidationError' | 'InvalidEventPayload' | 'EventNotSupported' | 'RetryError'

/** `skipped`: the action has no use for the event. `bug`: the error is not about the event but about the code. */
export type Failure = {
  message: string
  /** What stands for it in a batch. */
  status: number
  /** Title of the action it happened in; none for settings and deletions. */
  action?: string
} & (
  | { kind: 'skipped' }
  | { kind: 'discarded'; name: FailureName }
  | { kind: 'retried'; name: 'RetryError' }
  | { kind: 'bug'; name: string; stack: string | undefined }
)

/**
 * 408, 423, 429 and 5xx except 501 (what Segment's Actions framework retries).
 */
export const isRetryableStatus = (status: number): boolean =>
  status === 408 || status === 423 || status === 429 || (status >= 500 && status !== 501)

/** What Node names a connection that could not be made or broke: system errors, name resolution, TLS. */
const networkCode =
  /^(E[A-Z]+|EAI_AGAIN|ERR_(TLS|SSL|STREAM)_.*|CERT_.*|UNABLE_TO_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|HOSTNAME_MISMATCH)$/

interface Facts {
  name?: unknown
  message?: unknown
  code?: unknown
  type?: unknown
  status?: unknown
  stack?: unknown
  response?: Answer
}

interface Answer {
  status?: unknown
  content?: unknown
  headers?: { get(name: string): string | null }
}

/**
 * @param thrown - whatever an action threw: an error of the request client, of node-fetch, of actions-core, of the host, a
 *   bug, or no error at all. It is judged by its name and facts, never by `instanceof`: errors come from other realms and
 *   other copies of a class.
 */
export function classify(thrown: unknown): Failure {
  try {
    return judge(thrown)
  } catch {
    // An object whose members throw when they are read.
    return bug('Error', 'it threw an error that cannot be read', undefined)
  }
}

function judge(thrown: unknown): Failure {
  if (typeof thrown !== 'object' || thrown === null)
    return bug('Error', 'it threw something that is no error', undefined)
  const error = thrown as Facts
  const name = typeof error.name === 'string' ? error.name : 'Error'
  const message = typeof error.message === 'string' ? error.message : ''

  switch (name) {
    case 'SkippedEvent':
      return { kind: 'skipped', message, status: 400 }
    case 'EventNotSupported':
    case 'InvalidEventPayload':
    case 'ValidationError':
      return discarded(name, message, 400)
    case 'PayloadValidationError':
    case 'InvalidAudienceMembershipError':
    case 'AggregateAjvError':
      return discarded('ValidationError', message, 400)
    case 'RetryError':
    case 'RetryableError':
      return retried(message || 'asked to try again', integer(error.status) ?? 500)
    case 'HTTPError':
      return fromAnswer(error.response ?? {})
    case 'FetchError':
      return fromFetchError(error)
  }
  const status = integer(error.status) ?? integer(error.response?.status)
  if (status !== undefined) return failureByStatus(status, message || `HTTP ${status}`)
  const { code } = error
  if (typeof code === 'string' && networkCode.test(code))
    return retried(`the connection failed (${code})`, 503)
  return bug(name, message, typeof error.stack === 'string' ? error.stack : undefined)
}

/** An answer outside 200 to 299, with the vendor's own words. */
function fromAnswer(response: Answer): Failure {
  const status = integer(response.status) ?? 500
  const content = typeof response.content === 'string' ? response.content : ''
  const said = vendorMessage(content, response.headers?.get('content-type'))
  return failureByStatus(status, said === undefined ? `HTTP ${status}` : `HTTP ${status}: ${said}`)
}

/** What a status outside 200 to 299 means, with what is known about it. */
export function failureByStatus(status: number, message: string): Failure {
  if (isRetryableStatus(status)) return retried(message, status)
  return discarded('InvalidEventPayload', message, isFailure(status) ? status : 400)
}

/** In a batch 2xx would count as delivered, and a status that is none as if the whole batch were. */
const isFailure = (status: number): boolean => Number.isInteger(status) && status >= 300 && status < 600

/** node-fetch's errors; their messages hold the whole URL, which may be secret, so none is repeated. */
function fromFetchError(error: Facts): Failure {
  switch (error.type) {
    case 'request-timeout':
    case 'body-timeout':
      return retried('the vendor did not answer in time', 408)
    case 'max-redirect':
    case 'no-redirect':
    case 'unsupported-redirect':
      return discarded('InvalidEventPayload', 'the vendor redirects without end', 400)
    case 'invalid-json':
    case 'max-size':
      return discarded('InvalidEventPayload', 'the answer is too large or no JSON', 400)
  }
  return retried(`the connection failed (${typeof error.code === 'string' ? error.code : 'no code'})`, 503)
}

const discarded = (name: FailureName, message: string, status: number): Failure => ({
  kind: 'discarded',
  name,
  message,
  status
})

const retried = (message: string, status: number): Failure => ({
  kind: 'retried',
  name: 'RetryError',
  message,
  status: isRetryableStatus(status) && isFailure(status) ? status : 500
})

const bug = (name: string, message: string, stack: string | undefined): Failure => ({
  kind: 'bug',
  name,
  message,
  status: 400,
  stack
})

const integer = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) ? value : undefined
