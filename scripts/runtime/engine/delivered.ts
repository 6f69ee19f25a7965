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
  private current = new Map<string | undefined, number>()
  private previous = new Map<string | undefined, number>()

  has(key: string | undefined): boolean {
    const time = this.current.get(key) ?? this.previous.get(key)
    return time !== undefined && Date.now() - time < rememberedMs
  }

  /** @param key - nothing is remembered without one */
  add(key: string | undefined): void {
    if (key === undefined) return
    if (this.current.size >= halfCount) {
      this.previous = this.current
      this.current = new Map()
    }
    this.current.set(key, Date.now())
  }
}

/**
 * Tells connected instances of one function apart without keeping their settings: a 32-bit FNV-1a hash, cheap enough for
 * every event. Two instances would have to share both it and an event to be mistaken for each other.
 *
 * @param settings - the settings as Segment hands them over
 */
export function instanceKey(settings: unknown): number {
  const text = JSON.stringify(settings) ?? ''
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}
