/**
 * What `npm run invoke` tells of an invocation of either kind of function: without secrets, with what a developer should know.
 */
import type { EventExplanation } from '../explain/index.ts'
import type { Exchange, RecordedRequest } from '../host/exchange.ts'
import type {
  BatchStatus,
  Invocation,
  OutcomeKind,
  SentMessage,
  SourceInvocation,
  SourceOutcome
} from '../host/types.ts'
import { nearestLine } from './judge.ts'

/** Values of secret settings stand in none of it; where one was sent, the setting's name stands in brackets. */
export interface InvokeResult {
  outcome: OutcomeKind | SourceOutcome
  error: { name: string; message: string } | null
  /** Of a batch only. */
  statuses: BatchStatus[] | null
  requests: RecordedRequest[]
  /** Of a source only: what went to Segment. */
  sends?: SentMessage[]
  logs: string[]
  /** What a developer should know: fake settings, a too large event, an exchange that was not used. */
  warnings: string[]
  durationMs: number
  /** The file of the fixture that keeps this, where one was asked for. */
  fixture?: string
  /** Of each event in turn: with `explain` all of it, else which presets took it, and why none did. */
  explanation: EventExplanation[]
}

/** What values were made up. */
export function fakeWarning(settings: Record<string, unknown>): string[] {
  const values = Object.entries(settings).map(([name, value]) => `${name} is ${JSON.stringify(value)}`)
  return values.length > 0 ? [`no --settings, so ${values.join(', ')}`] : []
}

/** All texts of a value, names of members too: an event may hold a secret anywhere. */
export function redactTexts<Value>(value: Value, redact: (text: string) => string): Value {
  const inside = (part: unknown): unknown => {
    if (typeof part === 'string') return redact(part)
    if (Array.isArray(part)) return part.map(inside)
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([key, one]) => [redact(key), inside(one)]))
  }
  return inside(value) as Value
}

/** What did not go as the exchanges say. */
export function exchangeWarnings(
  { exchanges: report, requests }: Pick<Invocation, 'exchanges' | 'requests'>,
  exchanges: Exchange[]
): string[] {
  const { unmatched = [], unused = [] } = report ?? {}
  return [
    ...unmatched.map(({ request, nearest }) => {
      const { method, url } = requests[request]!
      const line = nearest ? `\n  ${nearestLine(nearest)}` : ''
      return `no exchange expects ${method} ${url}, so it was not answered.${line}`
    }),
    ...unused.map(
      (index) =>
        `exchange ${index + 1} was not used: ${exchanges[index]!.request.method} ${exchanges[index]!.request.url}`
    )
  ]
}

/** What is told of an invocation. */
export function redactResult(
  invocation: Invocation | SourceInvocation,
  warnings: string[],
  redact: (text: string) => string
): Omit<InvokeResult, 'explanation' | 'fixture'> {
  const { outcome, error, requests, logs, durationMs } = invocation
  const statuses = 'statuses' in invocation ? invocation.statuses : undefined
  return {
    outcome,
    error: error ? { name: error.name, message: redact(error.message) } : null,
    statuses:
      statuses?.map(({ status, errormessage }) => ({
        status,
        ...(errormessage !== undefined && { errormessage: redact(errormessage) })
      })) ?? null,
    requests: requests.map(({ method, url, headers, body }) => ({
      method,
      url: redact(url),
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, redact(value)])),
      ...(body !== undefined && { body: redact(body) })
    })),
    logs: logs.map(redact),
    warnings: warnings.map(redact),
    durationMs
  }
}
