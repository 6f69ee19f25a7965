/**
 * Sees two answers that node-fetch 2.6.0, which Segment runs, does not hand over as they are: one with status 000, of which
 * it makes 200, and a redirect whose `Location` is no address, at which it throws where nobody can catch it.
 *
 * Nothing is changed, only watched: with each answer node-fetch asks its own `isRedirect` about the status, and right after
 * that reads the address of the request, which it has shown to the `agent` option.
 */
import { IntegrationError } from './errors.ts'
import { hostFetch } from './host-globals.ts'
import type { HostFetch, HostRequestInit } from './host-globals.ts'

type AgentOption = HostRequestInit['agent']

export interface AnswerWatch {
  /** For the option of that name. */
  agent: AgentOption
  /** Rejects when an answer came that is none. */
  unusable: Promise<never>
}

let watched: HostFetch | undefined
let isRedirect: HostFetch['isRedirect']
let latestStatus: number | undefined

function watchStatuses(): void {
  const fetch = hostFetch()
  if (fetch === watched) return
  watched = fetch
  isRedirect = fetch.isRedirect
  // Where the host does not allow it, statuses stay unknown.
  Reflect.set(fetch, 'isRedirect', (status: number) => isRedirect((latestStatus = status)))
}

/**
 * @param url - of one request; each has a watch of its own
 * @param given - the agent that the action asks for, if any
 */
export function watchAnswer(url: string, given: AgentOption): AnswerWatch {
  watchStatuses()
  let reject: (error: Error) => void
  const unusable = new Promise<never>((_, rejectIt) => (reject = rejectIt))
  // It may come when nobody waits any more.
  unusable.catch(() => undefined)

  function judge(status: number): void {
    if (status === 0)
      reject(Object.assign(new Error('status 000'), { name: 'FetchError', code: 'HPE_INVALID_STATUS' }))
    if (!isRedirect(status)) return
    const message = `the address at ${new URL(url).origin} redirects to what is no web address (HTTP ${status}): correct it`
    // Later than an answer that is handed over: what follows is for those that are not.
    setTimeout(() => reject(new IntegrationError(message, 'REDIRECT', status)))
  }

  return {
    unusable,
    agent(address) {
      const { hash } = address
      let isSent = false
      Object.defineProperty(address, 'hash', {
        enumerable: true,
        get() {
          if (isSent && latestStatus !== undefined) judge(latestStatus)
          if (isSent) latestStatus = undefined
          isSent = true
          return hash
        }
      })
      return typeof given === 'function' ? given(address) : given
    }
  }
}
