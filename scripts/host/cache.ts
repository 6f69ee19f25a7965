/**
 * The `cache` of a function (Segment: Functions, Caching): one per process. Concurrent loads of a key each call their
 * loader, and neither a failure nor undefined is kept; both are assumptions, Segment is silent.
 */
import type { Clock } from './clock.ts'

/** A ttl below this is most likely meant in seconds: seen in real functions. */
const suspiciousTtlMs = 10_000

export interface FunctionCache {
  /** @param ttl - in milliseconds; left out or -1: no expiry */
  load(key: string, ttl: number | undefined, loader: () => unknown): Promise<unknown>
  delete(key: string): void
}

/** @returns the global, and a way to empty it, as Segment may do at any time */
export function createCache(
  clock: Clock,
  warn: (message: string) => void
): { cache: FunctionCache; empty(): void } {
  const entries = new Map<string, { value: unknown; expires: number }>()
  const cache: FunctionCache = {
    async load(key, ttl, loader) {
      // `ttl` may be left out: cache.load(key, loader).
      const [expiry, load] = typeof ttl === 'function' ? [undefined, ttl as () => unknown] : [ttl, loader]
      if (typeof load !== 'function') throw new TypeError('cache.load needs a function that loads the value')
      if (typeof expiry === 'number' && expiry >= 0 && expiry < suspiciousTtlMs)
        warn(`cache.load("${key}") has a ttl of ${expiry} ms: ttl is in milliseconds`)
      const entry = entries.get(key)
      if (entry && clock.now() < entry.expires) return entry.value
      const value: unknown = await load()
      const expires = expiry === undefined || expiry === -1 ? Infinity : clock.now() + expiry
      if (value !== undefined) entries.set(key, { value, expires })
      return value
    },
    delete(key) {
      entries.delete(key)
    }
  }
  return { cache, empty: () => entries.clear() }
}
