/**
 * What Segment does with an event around a function: when batches are formed, and when an event comes back.
 */
import type { Random } from './random.ts'

/** A batch leaves with this many events, or this long after its first one (Segment: Functions, Batching). */
export const batchPolicy = { events: 20, waitMs: 10_000 }

/** Segment: Destinations, Retries. The number of attempts is that of an older version of the page. */
export const retryPolicy = { retries: 9, windowMs: 4 * 60 * 60 * 1_000 }

/** Segment publishes no intervals; with these, nine waits together stay just under four hours. */
const firstWaitMs = 28_000

/**
 * @param retry - the number of the retry, from 1
 * @returns how long Segment waits before it, in ms: it doubles, times a random factor between 0.5 and 1
 */
export const waitBefore = (retry: number, random: Random): number =>
  Math.round(firstWaitMs * 2 ** (retry - 1) * (0.5 + random() / 2))
