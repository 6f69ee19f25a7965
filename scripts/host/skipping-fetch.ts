/**
 * node-fetch on a mocked network, for the host's worker: a vendor that never answers makes the clock jump, so that nobody
 * really waits for it.
 */
import { turn } from './clock.ts'
import { waitInVain } from './fetch.ts'
import type { FetchInit, PlainFetch } from './fetch.ts'
import { fetchOnNetwork } from './network.ts'
import type { SkippingClock } from './skipping-clock.ts'
import { neverAnswered } from './vendor.ts'

/** Enough turns of the event loop for nock to answer; nothing here waits for real I/O. */
const quietTurns = 20

/**
 * When the only requests left are ones that are never answered, the clock jumps to the next timer, be it the request's own
 * `timeout`, one of the function's, or the host's limit.
 *
 * @returns `endInvocation` gives what nobody awaits time to reach the network or to fail, then forgets requests never answered
 */
export function createSkippingFetch(clock: SkippingClock): {
  fetch: PlainFetch
  endInvocation(): Promise<void>
} {
  let open = 0
  let unanswered = new Set<object>()
  let skipping = false

  async function skipWhileUnanswered(): Promise<void> {
    if (skipping) return
    skipping = true
    for (let quiet = 0; unanswered.size > 0; await turn()) {
      quiet = open === 0 ? quiet + 1 : 0
      if (quiet > quietTurns) {
        clock.skipToNext()
        quiet = 0
      }
    }
    skipping = false
  }

  function wait(url: string, timeout: number): Promise<never> {
    const invocation = unanswered
    const request = {}
    invocation.add(request)
    void skipWhileUnanswered()
    return waitInVain(clock, url, timeout).finally(() => invocation.delete(request))
  }

  async function send(input: unknown, init?: FetchInit): Promise<unknown> {
    open += 1
    try {
      return await fetchOnNetwork(input, init)
    } finally {
      open -= 1
    }
  }

  return {
    fetch(input, init) {
      const started = clock.now()
      return send(input, init).catch((error: unknown) => {
        const url = urlNeverAnswered(error)
        if (url === undefined) throw error
        // The limit has run since the request left, not since the network said that nobody answers.
        const limit = init?.timeout ?? (input as FetchInit).timeout ?? 0
        return wait(url, limit > 0 ? Math.max(1, limit - (clock.now() - started)) : 0)
      })
    },
    async endInvocation() {
      let turns = 0
      do await turn()
      while (open > 0 && ++turns < quietTurns)
      unanswered = new Set()
    }
  }
}

/** Ours, and not a real ETIMEDOUT: the message says so. node-fetch keeps of an error only its message and code. */
function urlNeverAnswered(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : ''
  const suffix = ` failed, reason: ${neverAnswered}`
  return message.endsWith(suffix) ? message.slice('request to '.length, -suffix.length) : undefined
}
