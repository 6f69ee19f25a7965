/**
 * Remembers of an event that Segment will send again which presets have delivered it already, so that those do not
 * deliver it twice. Nothing is remembered of an event that ended: who replays it on purpose wants it sent.
 *
 * The memory is gone with the process. Across processes only the vendor's own idempotency protects.
 */
import { createHash } from 'node:crypto'
import type { SegmentEvent } from '../author/types.ts'

/** Segment gives up on an event after four hours (Segment: Destinations, Retries). */
const rememberedMs = 4 * 60 * 60 * 1_000

/**
 * Bounds the memory to 10,000 events, the latest 5,000 of which are always there: two halves, of which the older one is
 * dropped whole. Dropping entries one by one would make a Map slower with each.
 */
const halfCount = 5_000

interface Entry {
  time: number
  presets: Set<string>
}

export class DeliveredMemory {
  private current = new Map<string, Entry>()
  private previous = new Map<string, Entry>()

  /** Nothing has to be looked up, which is so on all but bad days. */
  get isEmpty(): boolean {
    return this.current.size === 0 && this.previous.size === 0
  }

  /** The presets that have delivered an event. */
  presetsOf(key: string): ReadonlySet<string> {
    const entry = this.current.get(key) ?? this.previous.get(key)
    return entry && Date.now() - entry.time < rememberedMs ? entry.presets : new Set()
  }

  remember(key: string, presets: Set<string>): void {
    if (this.current.size >= halfCount) {
      this.previous = this.current
      this.current = new Map()
    }
    this.current.set(key, { time: Date.now(), presets })
  }

  forget(key: string): void {
    this.current.delete(key)
    this.previous.delete(key)
  }
}

/**
 * What tells an event from others, and one connected instance of a function from others.
 *
 * @param settings - as Segment hands them over; only a hash of them is kept
 * @returns undefined for an event that nothing tells from another: one without a messageId, say
 */
export function eventKey(settings: unknown, event: SegmentEvent): string | undefined {
  const { messageId, type, event: name, userId, anonymousId, groupId, previousId, properties, traits } = event
  // An event may hold anything under that name.
  if (typeof messageId !== 'string' || messageId === '') return undefined
  const ids = [messageId, type, name, event.name, userId, anonymousId, groupId, previousId]
  try {
    const said = JSON.stringify([settings, ids, properties, traits])
    return createHash('sha256').update(said).digest('base64')
  } catch {
    // It is too deep to be written down.
    return undefined
  }
}
