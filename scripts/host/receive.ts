/** Calls the handler of a source function with a request, as Segment's published loader does. */
import { functionErrors } from './function-errors.ts'
import { greatestRequestBytes, requestBytes, ServerRequest } from './incoming.ts'
import type { Handlers } from './loader.ts'
import type { IncomingRequest, OutcomeKind, SourceInvocation, SourceOutcome } from './types.ts'

/** What stands in for the handler when the code does not define it. */
export const defaultSourceHandlers: Handlers<'onRequest'> = {
  onRequest: () => {
    throw new functionErrors.EventNotSupported('request not supported')
  }
}

/**
 * @param warn - told what Segment passes over in silence: a handler that is no function
 * @throws what the handler threw
 */
export async function receive(
  { onRequest }: Handlers<'onRequest'>,
  request: IncomingRequest,
  settings: unknown,
  Headers: ConstructorParameters<typeof ServerRequest>[1],
  warn: (message: string) => void
): Promise<void> {
  if (typeof onRequest === 'function') await onRequest(new ServerRequest(request, Headers), settings)
  else warn('onRequest is no function: Segment takes the request and does nothing with it')
}

/** An event is delivered to a vendor, a request is accepted from one. */
export const sourceOutcomes: Record<OutcomeKind, SourceOutcome> = {
  delivered: 'accepted',
  discarded: 'refused',
  retried: 'retried'
}

/** @returns what comes of a request that Segment does not even hand to a function; undefined for one that it does */
export function refuseUnread(request: IncomingRequest): Omit<SourceInvocation, 'requests'> | undefined {
  const bytes = requestBytes(request)
  if (bytes <= greatestRequestBytes) return undefined
  return {
    outcome: 'refused',
    error: {
      name: 'InvalidEventPayload',
      message: `the request has ${Math.ceil(bytes / 1024)} KB, and Segment takes 512 KB: the function is not called`
    },
    sends: [],
    logs: [],
    warnings: [],
    durationMs: 0
  }
}
