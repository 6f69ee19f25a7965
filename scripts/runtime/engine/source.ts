/**
 * The heart of every compiled source: takes one request of a vendor, and sends all that comes of it to Segment or nothing.
 *
 * Segment sends what a handler collected when it returns, so everything is checked before the first `Segment.*` call.
 */
import type { Json, SourceDefinition, SourceMessage, SourceRequest } from '../author/source.ts'
import { cut, isObject } from '../author/text.ts'
import type { SettingSpec, Validator } from '../author/types.ts'
import { UnusableWebhook, UnverifiedWebhook } from '../author/webhook.ts'
import '../core/host-globals.ts'
import { classify } from './classify.ts'
import type { Failure } from './classify.ts'
import { keepSecret, withoutSecrets } from './secrets.ts'
import { checkSettings, prepareSettings } from './settings.ts'
import { completeMessages } from './source-messages.ts'
import { verifyTools } from './verify-tools.ts'

/** What is left of a definition in the compiled source. */
export interface ShippedSource {
  verify: SourceDefinition<Json>['verify']
  eventOf: SourceDefinition<Json>['eventOf']
  events: Record<string, Pick<SourceDefinition['events'][string], 'send'>>
}

export interface SourceSpec {
  /** The vendor's name, for messages. */
  name: string
  definition: ShippedSource
  settings: SettingSpec[]
  validateSettings: Validator
  /** What the function takes: the vendor's name of an event to that of its track call. */
  events: Record<string, string>
}

export interface SourceFunction {
  /** @throws Segment's error classes; nothing is sent then */
  onRequest(request: SourceRequest, settings: unknown): Promise<void>
}

/** @param spec - what the compiler made of a definition and its entry in segment.config.json */
export function createSource(spec: SourceSpec): SourceFunction {
  return {
    async onRequest(request, given) {
      keepSecret(spec.settings, given)
      const place = { event: undefined as string | undefined }
      let messages: SourceMessage[]
      try {
        messages = await translate(spec, request, given, place)
      } catch (error) {
        throw sourceError(spec, classify(error), place.event)
      }
      for (const { type, ...message } of messages) Segment[type](message)
    }
  }
}

/** @param place - learns the vendor's name of the event, so that messages can say it */
async function translate(
  { definition, events, ...spec }: SourceSpec,
  request: SourceRequest,
  given: unknown,
  place: { event: string | undefined }
): Promise<SourceMessage[]> {
  const settings = checkSettings(
    spec.settings,
    spec.validateSettings,
    prepareSettings(spec.settings, given)
  ) as Json
  if ((await definition.verify(request, settings, verifyTools())) !== true)
    throw new UnverifiedWebhook(`the signature is missing, or not that of ${spec.name} with this setting`)

  const webhook = readBody(request)
  const event = definition.eventOf(webhook)
  if (typeof event !== 'string' || event === '')
    throw new UnusableWebhook(`the request is no webhook of ${spec.name}`)
  // What the sender calls it: it may be of any length.
  place.event = cut(withoutSecrets(event), 100)
  // Own members only: an event may be called "constructor".
  if (!Object.hasOwn(events, event)) throw new UnwantedEvent(place.event)
  if (!isObject(webhook.data)) throw new UnusableWebhook('"data" is missing')
  return completeMessages(definition.events[event]!.send(webhook.data, webhook), webhook, events[event]!)
}

class UnwantedEvent extends Error {
  override name = 'EventNotSupported'
  constructor(event: string) {
    super(`the function does not take "${event}"`)
  }
}

function readBody(request: SourceRequest): Json {
  const body = parseBody(request)
  if (isObject(body)) return body
  throw new UnusableWebhook(`the body is ${Array.isArray(body) ? 'a list' : 'no object'}`)
}

/** Segment takes JSON and forms, and may hand over either as text or parsed. */
function parseBody(request: SourceRequest): unknown {
  try {
    return request.json()
  } catch {
    if (request.headers.get('content-type')?.includes('application/x-www-form-urlencoded'))
      return Object.fromEntries(new URLSearchParams(request.text()))
    throw new UnusableWebhook('the body is no JSON')
  }
}

/** One line: where, what, what to do. The values of secret settings do not appear in it. */
function sourceError(spec: SourceSpec, failure: Failure, event: string | undefined): Error {
  const place = event === undefined ? spec.name : `${spec.name}, ${event}`
  const text = `${place}: ${failure.message}${/[.!?]$/.test(failure.message) ? '' : '.'}${adviceOf(failure)}`
  const message = withoutSecrets(text)
  if (failure.kind === 'bug') {
    const { name, stack } = failure
    return Object.assign(
      new Error(message),
      { name: withoutSecrets(name) },
      stack && { stack: withoutSecrets(stack) }
    )
  }
  const name = failure.kind === 'skipped' ? 'EventNotSupported' : failure.name
  const classes = { EventNotSupported, InvalidEventPayload, ValidationError, RetryError }
  return new classes[name](message)
}

function adviceOf({ kind }: Failure): string {
  if (kind === 'retried') return ' Segment tries it again.'
  return kind === 'bug' ? ' This is a bug in the source, not in the webhook.' : ''
}
