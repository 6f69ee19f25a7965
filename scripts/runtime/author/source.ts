/**
 * The types of a source: what a vendor's webhooks become in Segment. Types only: nothing here ships.
 *
 *     const source: SourceDefinition<Settings> = {
 *       name: 'Acme',
 *       description: 'What contacts do at Acme.',
 *       settings,
 *       verify: (request, { secret }) =>
 *         sameText(request.headers.get('x-acme-signature'), hmac('sha256', secret, request.text())),
 *       eventOf: ({ type }) => type,
 *       events: {
 *         'contact.created': {
 *           label: 'Contact Created',
 *           description: 'Somebody became a contact.',
 *           send: (data, webhook) => [
 *             { type: 'track', userId: required(idAt, data, 'id'), messageId: idAt(webhook, 'id'), properties: { contact: data } }
 *           ]
 *         }
 *       }
 *     }
 */
import type { Settings } from './types.ts'

/** An object of JSON, of which nothing is known; `idAt`, `textAt` and the others read it. */
export type Json = Record<string, unknown>

/** The HTTPS request as Segment hands it to a source function (Segment: Functions, Source functions). */
export interface SourceRequest {
  /** The parsed body; throws when it is no JSON. */
  json(): unknown
  /**
   * The body as text. Segment may have parsed it already: then this is its `JSON.stringify`, which for JSON that was written
   * that way is what the vendor sent.
   */
  text(): string
  /** Names in any case. */
  headers: { get(name: string): string | null }
  /** The address of the webhook with what the vendor put behind it. */
  url: URL
}

interface Common {
  /**
   * Under 100 characters; Segment drops what comes again with the same one. Left out: made of the webhook's content, so that
   * a repeated webhook makes the same one.
   */
  messageId?: string | undefined
  /** When it happened, in ISO 8601. Left out: when it arrives at Segment. */
  timestamp?: string | undefined
  context?: Json | undefined
}

/** At least one of both; `anonymousId` alone for what nobody known did. */
interface Person {
  userId?: string | undefined
  anonymousId?: string | undefined
}

/** A message of Segment's spec, as `Segment.identify` and the others of a source function take it. */
export type SourceMessage =
  | (Common & Person & { type: 'identify'; traits?: Json | undefined })
  /** `event` left out: the label of the webhook's event, or its name in segment.config.json. */
  | (Common & Person & { type: 'track'; event?: string | undefined; properties?: Json | undefined })
  | (Common & Person & { type: 'page' | 'screen'; name?: string | undefined; properties?: Json | undefined })
  | (Common & Person & { type: 'group'; groupId: string; traits?: Json | undefined })
  | (Common & { type: 'alias'; previousId: string; userId: string })
  /** For warehouses only; `collection` in lower case. */
  | { type: 'set'; collection: string; id: string; properties: Json }

/** What `verify` may use besides the request. */
export interface VerifyTools {
  /**
   * Fetches JSON, such as a set of keys, within the time a function has.
   *
   * @throws RetryError when there is no answer, or none that is JSON: Segment then tries the webhook again, up to five times
   */
  getJson(url: string): Promise<unknown>
}

export interface SourceEvent {
  /** What the track call is named, in Title Case: `Lead Created`. */
  label: string
  /** When the vendor sends it, one sentence for the README. */
  description: string
  /**
   * @param data - the webhook's `data`
   * @param webhook - all of its body
   * @returns what goes to Segment, in that order; all of it or nothing. An empty list is a webhook without use.
   * @throws UnusableWebhook when it has not the shape the vendor publishes; the readers (`idAt`, `required`, …) do
   */
  send(data: Json, webhook: Json): SourceMessage[]
}

export interface SourceDefinition<Values = unknown> {
  /** The vendor's name, for messages. */
  name: string
  description: string
  settings: Settings
  /**
   * Whether the request comes from the vendor. Nothing of the body is believed before.
   *
   * @returns true and nothing else accepts; throw `UnverifiedWebhook` to say why not
   */
  verify(request: SourceRequest, settings: Values, tools: VerifyTools): boolean | Promise<boolean>
  /** @returns the vendor's name of the event, a key of `events`; anything but a text is no webhook of this vendor */
  eventOf(webhook: Json): unknown
  /** By the vendor's names. */
  events: Record<string, SourceEvent>
}
