/**
 * The messages a source is about to send: what an author may leave out is filled in, and what Segment would refuse or drop
 * stops all of them (Segment: Spec; Source functions).
 */
import { createHash } from 'node:crypto'
import type { Json, SourceMessage } from '../author/source.ts'
import { isObject } from '../author/text.ts'
import { UnusableWebhook } from '../author/webhook.ts'

/** Segment: Source functions; one message. */
const greatestBytes = 32 * 1024
/** Segment: Spec, Common fields. */
const greatestIdLength = 99

/**
 * @param messages - what an author's `send` returned
 * @param webhook - the body, of which message ids are made where the author gave none
 * @param name - of track calls to which the author gave none
 * @throws UnusableWebhook when one of the messages is none that Segment takes
 */
export function completeMessages(messages: SourceMessage[], webhook: Json, name: string): SourceMessage[] {
  const completed = messages.map((message, index): SourceMessage => {
    if (message.type === 'set') return withoutUndefined(message)
    const { messageId = `${digestOf(webhook)}-${index + 1}` } = message
    return withoutUndefined(
      message.type === 'track'
        ? { ...message, event: message.event ?? name, messageId }
        : { ...message, messageId }
    )
  })
  for (const message of completed) {
    const mistake = mistakeIn(message)
    if (mistake) throw new UnusableWebhook(`the ${message.type} call made of it ${mistake}`)
  }
  const ids = completed.flatMap((message) => ('messageId' in message ? [message.messageId] : []))
  // Segment would drop the second: a mistake of the author, not of the vendor.
  if (new Set(ids).size < ids.length)
    throw new Error('two messages made of one webhook have the same messageId')
  return completed
}

/** The same for a webhook that comes again. */
const digestOf = (webhook: Json): string =>
  createHash('sha256').update(JSON.stringify(webhook), 'utf8').digest('hex')

function withoutUndefined(message: SourceMessage): SourceMessage {
  return Object.fromEntries(
    Object.entries(message).filter(([, value]) => value !== undefined)
  ) as unknown as SourceMessage
}

/** @returns the rest of a sentence that begins with the message, undefined when it is one that Segment takes */
function mistakeIn(message: SourceMessage): string | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(message))
  if (bytes > greatestBytes) return `has ${Math.ceil(bytes / 1024)} KB, and Segment takes 32 KB`
  if (message.type === 'set') {
    if (!isText(message.id) || !isText(message.collection)) return 'has no id or no collection'
    return message.collection === message.collection.toLowerCase()
      ? undefined
      : 'has capitals in its collection'
  }
  return missingIn(message) ?? mistakeInCommon(message)
}

function missingIn(message: Exclude<SourceMessage, { type: 'set' }>): string | undefined {
  if (message.type === 'alias')
    return isText(message.previousId) && isText(message.userId) ? undefined : 'has no previousId or no userId'
  if (message.type === 'group' && !isText(message.groupId)) return 'has no groupId'
  if (message.type === 'track' && !isText(message.event)) return 'has no name'
  const { userId, anonymousId } = message
  const ids = [userId, anonymousId].filter((id) => id !== undefined)
  return ids.length > 0 && ids.every(isText) ? undefined : 'has neither a userId nor an anonymousId'
}

function mistakeInCommon(message: Exclude<SourceMessage, { type: 'set' }>): string | undefined {
  const { messageId, timestamp } = message
  if (!isText(messageId) || messageId.length > greatestIdLength)
    return `has a messageId that is no text of 1 to ${greatestIdLength} characters`
  // As `toISOString` writes it: what JavaScript can read otherwise is read otherwise elsewhere.
  if (timestamp !== undefined && !isIso(timestamp)) return 'has a timestamp that is no time in ISO 8601'
  const parts = ['context', 'traits', 'properties'].filter((part) => part in message)
  const odd = parts.find((part) => !isObject(message[part as keyof typeof message]))
  return odd && `has ${odd} that are no object`
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

const isIso = (value: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(value) &&
  !Number.isNaN(Date.parse(value))
