/**
 * Remembers what this process has delivered, so that an event Segment sends again does not reach a vendor twice: one
 * subscription failed, say, and the others are not to be repeated.
 *
 * The memory is gone with the process. Across processes only the vendor's own idempotency protects.
 */

/** Segment gives up on an event after four hours (Segment: Destinations, Retries). */
const rememberedMs = 4 * 60 * 60 * 1_000

/**
 * Bounds the memory to 10,000 entries, the latest 5,000 of which are always there: two halves, of which the older one is
 * dropped whole. Dropping entries one by one would make a Map slower with each.
 */
const halfCount = 5_000

export class DeliveredMemory {
  private current = new Map<string, number>()
  private previous = new Map<string, number>()

  has(key: string): boolean {
    const time = this.current.get(key) ?? this.previous.get(key)
    return time !== undefined && Date.now() - time < rememberedMs
  }

  add(key: string): void {
    if (this.current.size >= halfCount) {
      this.previous = this.current
      this.current = new Map()
    }
    this.current.set(key, Date.now())
  }
}

/**
 * Tells connected instances of one function apart without keeping their settings: a 53-bit hash (cyrb53, public domain)
 * of the settings, which is cheap enough for every event.
 *
 * @param settings - the settings as Segment hands them over
 */
export function instanceKey(settings: unknown): string {
  const text = JSON.stringify(settings) ?? ''
  let low = 0xdeadbeef
  let high = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    low = Math.imul(low ^ unit, 2654435761)
    high = Math.imul(high ^ unit, 1597334677)
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  return (4294967296 * (2097151 & high) + (low >>> 0)).toString(36)
}
