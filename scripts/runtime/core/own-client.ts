/**
 * actions-core's `createRequestClient` for actions that make a client of their own, say with another token (salesforce,
 * responsys): without the destination's `extendRequest`, within the time of the call.
 */
import { Deadline } from './deadline.ts'
import { createRequestClient as createClient } from './request-client.ts'
import type { RequestClient } from './request-client.ts'
import type { RequestOptions } from './request-options.ts'

/** @param defaults - options for every request, later ones win */
export function createRequestClient(...defaults: RequestOptions[]): RequestClient {
  // A client may be made when the function is loaded, and serve many calls.
  return (url, options) =>
    createClient({ deadline: Deadline.latest ?? new Deadline() }, ...defaults)(url, options)
}
