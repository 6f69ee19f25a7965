/**
 * The rules by which actions-core's endings are read, and by which events of a batch are one: those of the project's
 * design, written down a second time. The runtime has its own; a wrong row in one of the two makes fixtures fail.
 */
import { isDeepStrictEqual } from 'node:util'
import { actionsCore } from '../shared/actions-core.ts'
import type { Destination, DestinationDefinition, JSONObject } from '@segment/actions-core'

/** What became of one event; `skipped` when no subscription takes it. */
export type Verdict =
  | { kind: 'delivered' }
  | { kind: 'skipped' }
  | { kind: 'discarded' | 'retried'; name: string; message: string }

/** Besides these, 5xx but 501. */
const retriedStatuses = [408, 423, 429]

/** What an answer's status means for the event. */
export function verdictOnStatus(status: number, message: string): Verdict {
  if (status >= 200 && status <= 299) return { kind: 'delivered' }
  if (retriedStatuses.includes(status) || (status >= 500 && status !== 501))
    return { kind: 'retried', name: 'RetryError', message }
  return { kind: 'discarded', name: 'InvalidEventPayload', message }
}

/** Errors that say by their name what becomes of the event. */
const verdictsByName: Record<string, { kind: 'discarded' | 'retried'; name: string }> = {
  EventNotSupported: { kind: 'discarded', name: 'EventNotSupported' },
  InvalidEventPayload: { kind: 'discarded', name: 'InvalidEventPayload' },
  ValidationError: { kind: 'discarded', name: 'ValidationError' },
  PayloadValidationError: { kind: 'discarded', name: 'ValidationError' },
  InvalidAudienceMembershipError: { kind: 'discarded', name: 'ValidationError' },
  AggregateAjvError: { kind: 'discarded', name: 'ValidationError' },
  RetryError: { kind: 'retried', name: 'RetryError' },
  RetryableError: { kind: 'retried', name: 'RetryError' },
  TimeoutError: { kind: 'retried', name: 'RetryError' }
}

/** What node-fetch fails with although the vendor answered: the same answer would come again. */
const unusableAnswers = ['max-redirect', 'no-redirect', 'unsupported-redirect', 'invalid-json', 'max-size']

/** Of the codes of errors, those of connections: of the system, of name resolution, of TLS. */
const connectionCodes =
  /^(E[A-Z]+|EAI_AGAIN|ERR_(TLS|SSL|STREAM)_\w+|CERT_\w+|UNABLE_TO_\w+)$|SIGNED|MISMATCH/

/** @param thrown - what an action, or actions-core, threw */
export function verdictOnThrown(thrown: unknown): Verdict {
  const { name, message, type, code, status, response } = factsOf(thrown)
  if (name === 'SkippedEvent') return { kind: 'skipped' }
  if (Object.hasOwn(verdictsByName, name)) return { ...verdictsByName[name]!, message }
  if (name === 'FetchError')
    return unusableAnswers.includes(String(type))
      ? { kind: 'discarded', name: 'InvalidEventPayload', message }
      : { kind: 'retried', name: 'RetryError', message }
  const answered = [status, response?.status].find(Number.isInteger) as number | undefined
  if (answered !== undefined) {
    const verdict = verdictOnStatus(answered, message)
    // An error never means that the event arrived, whatever status it bears.
    return verdict.kind === 'delivered'
      ? { kind: 'discarded', name: 'InvalidEventPayload', message }
      : verdict
  }
  if (typeof code === 'string' && connectionCodes.test(code))
    return { kind: 'retried', name: 'RetryError', message }
  return { kind: 'discarded', name, message }
}

interface Facts {
  name: string
  message: string
  type?: unknown
  code?: unknown
  status?: unknown
  response?: { status?: unknown }
}

function factsOf(thrown: unknown): Facts {
  const facts = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Partial<Facts>
  return {
    name: typeof facts.name === 'string' ? facts.name : 'Error',
    message: typeof facts.message === 'string' ? facts.message : String(thrown),
    type: facts.type,
    code: facts.code,
    status: facts.status,
    ...(facts.response && { response: facts.response })
  }
}

/**
 * The settings as Segment's engine would have them: blanks around texts removed, defaults applied, types coerced.
 *
 * @param required - others that must have a value: they are no settings of the definition
 * @throws an error named ValidationError for a required setting without a value, and actions-core's for an unusable one
 */
export function settingsFor(
  definition: DestinationDefinition,
  destination: Destination,
  given: Record<string, unknown>,
  required: string[] = []
): JSONObject {
  const fields = definition.authentication?.fields ?? {}
  const values: JSONObject = {}
  for (const [key, field] of Object.entries(fields)) {
    const value =
      valueOf(given[key], field.type === 'password' || field.choices !== undefined) ?? field.default
    if (value !== undefined) values[key] = structuredClone(value) as JSONObject[string]
    else if (field.required === true) throw missing(field.label)
  }
  const unset = required.find((key) => valueOf(given[key], true) === undefined)
  if (unset !== undefined) throw missing(unset)
  if (definition.authentication?.fields)
    // Coerces the values in place, as Destination does before it calls an action.
    actionsCore.validateSchema(values, actionsCore.fieldsToJsonSchema(fields), {
      schemaKey: `${destination.name}:settings`
    })
  return values
}

const missing = (label: string): Error =>
  Object.assign(new Error(`The setting "${label}" is missing`), { name: 'ValidationError' })

/** Absent, null, blank or empty is no value; a secret, or a choice, loses the blanks around it. */
function valueOf(given: unknown, isBare: boolean): unknown {
  if (typeof given === 'string') {
    if (given.trim() === '') return undefined
    return isBare ? given.trim() : given
  }
  if (typeof given === 'object') return Object.keys(given ?? {}).length === 0 ? undefined : given
  return given
}

/** In a batch two events are one only if they are equal: for each event the index of the first that equals it. */
export function firstOccurrences(events: { messageId?: unknown }[]): number[] {
  return events.map((event, index) =>
    event.messageId ? events.findIndex((other) => isDeepStrictEqual(other, event)) : index
  )
}
