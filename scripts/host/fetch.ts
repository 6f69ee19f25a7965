/**
 * The `fetch` of a function: node-fetch 2.6.0 (Segment: destination functions, Dependencies), watched by the process it
 * belongs to. What is open when the handler ends is lost, as the process is frozen then.
 */
import nodeFetch from 'node-fetch'
import type { Clock } from './clock.ts'

/** What answers a function's requests; it takes what node-fetch takes. */
export type PlainFetch = (input: unknown, init?: FetchInit) => Promise<unknown>

export interface FetchInit {
  method?: string
  /** In ms; node-fetch's own option. */
  timeout?: number
}

/** `fetch` with the members of node-fetch. */
export type HostFetch = typeof nodeFetch

/**
 * What node-fetch does when no answer comes: it fails after the request's `timeout`, or waits forever without one.
 *
 * @param timeoutMs - the request's `timeout` option, 0 when it has none
 */
export function waitInVain(clock: Clock, url: string, timeoutMs: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (timeoutMs <= 0) return
    clock.setTimeout(
      () => reject(new nodeFetch.FetchError(`network timeout at: ${url}`, 'request-timeout')),
      timeoutMs
    )
  })
}

/**
 * Watches a fetch for a function process.
 *
 * @param warn - told of a URL that node-fetch 2.6.0 sends as it is, though servers refuse it
 * @returns `endInvocation` returns the requests still open, as `POST https://…`; their promises never settle
 */
export function trackFetch(
  fetch: PlainFetch,
  warn: (message: string) => void
): { fetch: HostFetch; endInvocation(): string[] } {
  let open = new Set<{ name: string }>()

  function tracked(input: unknown, init?: FetchInit): Promise<unknown> {
    const request = { name: describe(input, init) }
    const invocation = open
    if (/[^ -~]/.test(request.name))
      warn(`${request.name}: node-fetch 2.6.0 does not encode such characters, use encodeURIComponent`)
    invocation.add(request)
    // Called before anything else runs, as node-fetch sends at once; a fetch that throws is one that rejects.
    const answer = (async () => fetch(input, init))()
    return new Promise((resolve, reject) => {
      const settle = (use: () => void) => {
        invocation.delete(request)
        if (invocation === open) use()
      }
      answer.then(
        (response) => settle(() => resolve(response)),
        (error: unknown) => settle(() => reject(error))
      )
    })
  }

  return {
    fetch: Object.assign(tracked, nodeFetch, { default: tracked }) as unknown as HostFetch,
    endInvocation() {
      const left = [...open].map(({ name }) => name)
      open = new Set()
      return left
    }
  }
}

function describe(input: unknown, init: FetchInit | undefined): string {
  const request =
    typeof input === 'object' && input !== null && 'url' in input ? (input as Request) : undefined
  return `${(init?.method ?? request?.method ?? 'GET').toUpperCase()} ${request?.url ?? String(input)}`
}
