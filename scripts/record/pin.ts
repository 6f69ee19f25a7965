/**
 * Makes an SDK repeat itself: the clock stands still until it is moved, and random numbers come from a seed. An SDK
 * takes its times from `Date` and the ids of its messages from `Math.random`, so recording twice gives the same bytes.
 */

/** The globals of a jsdom window or of a vm context, as far as they are replaced here. */
export interface PinnedScope {
  Date: DateConstructor
  Math: Math
  Intl: Pick<typeof Intl, 'DateTimeFormat'>
}

export interface Clock {
  /** Unix time in milliseconds. */
  now: number
}

/** 32 bits of a text, so that each scenario has ids of its own (FNV-1a). */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0)!, 0x01000193)
  return value >>> 0
}

/** Mulberry32: small, and the same numbers on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * @param scope - globals that no other code uses: they are changed for good
 * @param seed - decides the random numbers
 * @param start - what the clock says first, Unix time in milliseconds
 * @returns the clock, to be moved by hand
 */
export function pin(scope: PinnedScope, seed: string, start: number): Clock {
  const clock = { now: start }
  scope.Math.random = randomFrom(hash(seed))
  scope.Date = class extends scope.Date {
    constructor(...parts: [] | [number | string | Date]) {
      super(...((parts.length === 0 ? [clock.now] : parts) as [number]))
    }
    static override now = () => clock.now
  } as DateConstructor
  // The browser SDK reports the zone of the machine as context.timezone.
  scope.Intl.DateTimeFormat = (() => ({
    resolvedOptions: () => ({ timeZone: 'Europe/Berlin' })
  })) as unknown as typeof Intl.DateTimeFormat
  return clock
}
