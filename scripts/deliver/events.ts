/**
 * The events of a simulation: those of a file with one JSON event a line, or any number made after recorded ones.
 */
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../shared/errors.ts'
import { checkEvent } from '../input/event.ts'
import { readLocatedJson } from '../input/located-json.ts'
import { isObject } from '../runtime/author/text.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'

/** @throws UserError that names the line, for a file that is missing, empty or holds something else than events */
export async function readEvents(root: string, name: string): Promise<SegmentEvent[]> {
  let text: string
  try {
    text = await readFile(path.resolve(root, name), 'utf8')
  } catch (cause) {
    throw new UserError(
      'file',
      `${name} cannot be read (${(cause as NodeJS.ErrnoException).code}).`,
      'Give a file with one JSON event a line, or a number of events to make.',
      { cause }
    )
  }
  const events = text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const place = `${name}:${index + 1}`
    return [checkEvent(parseLine(line, place), () => place)]
  })
  if (events.length > 0) return events
  throw new UserError('event', `${name} holds no event.`, 'Write one JSON event a line.')
}

function parseLine(line: string, place: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new UserError('event', `${place} is not JSON.`, 'Write each event on one line of its own.', {
      cause
    })
  }
}

/** @returns the events of `fixtures/events`, in the order of their files */
export async function recordedEvents(root: string): Promise<SegmentEvent[]> {
  const folder = path.join('fixtures', 'events')
  const files = (await readdir(path.join(root, folder))).filter((file) => file.endsWith('.json')).sort()
  return Promise.all(
    files.map(async (file) => {
      const { value } = await readLocatedJson(path.join(root, folder, file), `${folder}/${file}`, 'event')
      return value as SegmentEvent
    })
  )
}

/** What belongs to one event, or one customer, alone; the others of the same value get the same new one. */
const ownKeys = /^(messageId|userId|anonymousId|previousId|order_id|orderId|checkout_id|email)$/

/**
 * @param templates - taken in turn; at least one
 * @param count - how many events to make
 * @returns events that differ in all ids: each is of another customer and another order
 */
export function makeEvents(templates: SegmentEvent[], count: number): SegmentEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const mark = String(index + 1).padStart(6, '0')
    return renumber(templates[index % templates.length], mark) as SegmentEvent
  })
}

function renumber(value: unknown, mark: string): unknown {
  if (Array.isArray(value)) return value.map((element) => renumber(element, mark))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      ownKeys.test(key) && typeof member === 'string' && member !== ''
        ? `${mark}-${member}`.slice(0, 90)
        : renumber(member, mark)
    ])
  )
}
