/**
 * What Segment's Public API refused, as a message for the person who must act. The bodies of 401 and 403 are not
 * documented, so messages are made from the status, and Segment's own words follow when there are any.
 */
import { UserError } from '../shared/errors.ts'
import { oneLine } from './printable.ts'
import type { ApiErrorItem } from './types.ts'

/** What is known of a write that did not get a clear yes. */
export type Fate =
  /** Segment said no, or was never reached. */
  | 'refused'
  /** The answer said neither yes nor no; the workspace was looked at and shows nothing of it. */
  | 'notSeen'
  /** The answer said neither yes nor no, and the workspace could not be looked at. */
  | 'unknown'

export interface Refusal {
  /** Absent when no reply came: the connection failed or took too long. */
  status?: number
  method: string
  path: string
  /** The size of the request's body. */
  bytes: number
  errors: ApiErrorItem[]
  /** The environment variable that holds the token. */
  tokenName: string
  /** Takes the token out of what a server says. */
  redact: (text: string) => string
  fate: Fate
  /** Why no reply came, or what is wrong with it. */
  reason?: string
  /** Why the workspace could not be looked at. */
  notLooked?: string
}

/** A server may say a lot; nobody reads more than this of it. */
const maxErrors = 5
const maxLength = 1_000

/** Thrown by every call of the client that does not succeed; `status` lets the caller say it more precisely. */
export class ApiError extends UserError {
  readonly status: number | undefined
  readonly fate: Fate

  constructor(refusal: Refusal, options?: ErrorOptions) {
    const { method, path, errors, redact, status, notLooked } = refusal
    const { happened, hint } = explain(refusal)
    const reason = status !== undefined && refusal.reason ? `: ${refusal.reason}` : ''
    const said = errors.map(inWords).filter(Boolean).slice(0, maxErrors)
    const sentences = [
      `${method} ${path}: ${happened}${reason}`,
      ...(said.length > 0 ? [`Segment says: ${said.join('; ')}`] : []),
      ...(notLooked === undefined ? [] : [`Looking what became of it failed as well: ${notLooked}`])
    ]
    // Secrets go before anything is cut: half a token would not be found.
    super(
      'workspace',
      sentences.map((sentence) => oneLine(redact(sentence), maxLength)).join('. '),
      hint,
      options
    )
    this.name = 'ApiError'
    this.status = status
    this.fate = refusal.fate
  }
}

export const isApiError = (error: unknown): error is ApiError =>
  error instanceof Error && error.name === 'ApiError'

function explain({ status, bytes, tokenName, reason }: Refusal): { happened: string; hint: string } {
  switch (status) {
    case undefined:
      return { happened: reason ?? 'no reply', hint: 'Check the network, then run the command again.' }
    case 401:
      return {
        happened: `Segment does not accept the token in ${tokenName} (401)`,
        hint: `Check that ${tokenName} holds a Public API token of this workspace, that the token was not revoked, and that the environment's region is the workspace's.`
      }
    case 403:
      return {
        happened: `the token in ${tokenName} lacks the permission (403)`,
        hint: 'Uploading needs the role Functions Admin; if that is not enough, Source Admin as well. A workspace owner changes this under Access Management.'
      }
    case 404:
      return {
        happened: 'the workspace has no such thing (404)',
        hint: 'Check the ids in segment.config.json, and that the token belongs to the workspace they were made in.'
      }
    case 409:
      return {
        happened: 'this conflicts with the state of the workspace (409)',
        hint: 'Somebody may be changing the same function. Run `npm run plan` to see how it stands now.'
      }
    case 413:
      return {
        happened: `the request of ${bytes.toLocaleString('en')} bytes is too large for Segment (413)`,
        hint: 'Make the function smaller: `npm run build` prints the size of its code. Segment publishes no limit.'
      }
    case 422:
    case 400:
      return {
        happened: `Segment does not accept the request (${status})`,
        hint: 'Mend what it names in the destination or in segment.config.json.'
      }
    case 429:
      return {
        happened: 'Segment limits the rate of requests (429)',
        hint: 'Wait some minutes. The limit is shared by everything that uses this token or address.'
      }
    default:
      return {
        happened:
          status >= 500 ? `Segment failed (${status})` : `Segment gave an unexpected answer (${status})`,
        hint: 'Run the command again later; https://status.segment.com tells of disturbances.'
      }
  }
}

function inWords({ message, type, field }: ApiErrorItem): string {
  const text = message ?? type ?? ''
  return field ? `${text} (${field})` : text
}
