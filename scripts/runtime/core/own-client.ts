/**
 * actions-core's `createRequestClient` for actions that make a client of their own, say with another token (salesforce,
 * responsys): without the destination's `extendRequest`, within the time of the call.
 */
import { Deadline } from './deadline.ts'
import { joinedOptions, mergingRequests } from './merge-requests.ts'
import { createRequestClient as createClient } from './request-client.ts'
import type { RequestClient } from './request-client.ts'
import type { RequestOptions } from './request-options.ts'

/** What goes around each such client, as around the destination's own; the compiler puts it here. */
export const around: ((client: RequestClient, defaults: RequestOptions) => RequestClient)[] = [
  mergingRequests
]

/** @param defaults - options for every request, later ones win */
export function createRequestClient(...defaults: RequestOptions[]): RequestClient {
  const options = defaults.reduce(joinedOptions, {})
  // A client may be made when the function is loaded, and serve many calls.
  return (url, own) => {
    const client = createClient({ deadline: Deadline.latest ?? new Deadline() }, options)
    return around.reduce((inner, wrap) => wrap(inner, options), client)(url, own)
  }
}
