/**
 * The `fetch` of a function: node-fetch 2.6.0 (Segment: destination functions, Dependencies), watched by the process it
 * belongs to. What is open when the handler ends is lost, as the process is frozen then.
 */
import nodeFetch from 'node-fetch'

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
    return new Promise((resolve, reject) => {
      const settle = (use: () => void) => {
        invocation.delete(request)
        if (invocation === open) use()
      }
      fetch(input, init).then(
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
