/**
 * Sees each answer before node-fetch 2.6.0 does, which Segment runs, as there are two that it cannot take: one with status
 * 000, of which it makes 200, and a redirect whose `Location` is no address, at which it throws where nobody can catch it.
 *
 * An agent is handed a request before node-fetch listens to it.
 */
import type { Agent, ClientRequest, IncomingMessage } from 'node:http'
import type { HostRequestInit } from './host-globals.ts'

type AgentOption = HostRequestInit['agent']
type Adding = Agent & { addRequest(request: ClientRequest, ...rest: unknown[]): void }

export interface AnswerWatch {
  /** For the option of that name. */
  agent: AgentOption
  /** Undefined before the answer came. */
  status(): number | undefined
}

/**
 * @param url - of one request; each has a watch of its own
 * @param given - the agent that the action asks for, if any
 */
export function watchAnswer(url: string, given: AgentOption): AnswerWatch {
  let status: number | undefined
  function see({ statusCode, headers }: IncomingMessage): void {
    status = statusCode
    const { location } = headers
    // Nobody follows that scheme, and node-fetch can read it.
    if (location !== undefined && !isAddress(location, url))
      headers.location = `invalid:${encodeURIComponent(location)}`
  }
  return {
    status: () => status,
    agent(address) {
      const asked = typeof given === 'function' ? given(address) : given
      const agent = (asked || (url.startsWith('https:') ? https.globalAgent : plainAgent())) as Adding
      const addRequest = (request: ClientRequest, ...rest: unknown[]): void => {
        request.once('response', see)
        agent.addRequest(request, ...rest)
      }
      return Object.create(agent, { addRequest: { value: addRequest } }) as Agent
    }
  }
}

/** Of Node's `http`, which Functions do not have, but whose agents theirs come from. */
const plainAgent = (): Agent => new (Object.getPrototypeOf(https.Agent) as typeof Agent)()

function isAddress(location: string, base: string): boolean {
  try {
    return Boolean(new URL(location, base))
  } catch {
    return false
  }
}
