/**
 * Misbehaviour on request: what Segment does on a bad day, so that it can be seen how the commands take it.
 */
import type { MiddlewareHandler } from 'hono'
import type { HttpBindings } from '@hono/node-server'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

export interface Fault {
  /** Only requests with this method; all by default. */
  method?: string
  /** Only paths that begin like this; all by default. */
  path?: string
  /** How many requests it hits; 1 by default. */
  times?: number
  /** The status to answer with instead. */
  status?: number
  /** The work is done before the answer is spoilt: the reply is lost, not the request. */
  afterWork?: boolean
  /** Cut the connection instead of answering. */
  drop?: boolean
  /** Wait this long before anything else. */
  latencyMs?: number
  /** Sent as `Retry-After`, in seconds. */
  retryAfter?: number
  /** Replaces the body of the answer; a text is sent as it stands, as HTML. */
  body?: unknown
}

export interface LocalApiBindings {
  Bindings: HttpBindings
}

/** @param faults - the first that fits a request is used up by it */
export function injectFaults(faults: Fault[]): MiddlewareHandler<LocalApiBindings> {
  return async (context, next) => {
    const { method, path } = context.req
    const fault = takeFault(faults, method, path)
    if (fault === undefined) return next()
    if (fault.latencyMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.latencyMs))
    const spoilt = fault.status !== undefined || fault.drop === true
    if (!spoilt || fault.afterWork) await next()
    if (fault.drop) context.env.incoming.socket.destroy()
    if (!spoilt) return
    context.res = undefined
    const status = fault.status as ContentfulStatusCode
    const headers = { ...(fault.retryAfter !== undefined && { 'retry-after': String(fault.retryAfter) }) }
    context.res =
      typeof fault.body === 'string'
        ? context.html(fault.body, status, headers)
        : context.json(fault.body ?? errorBody(fault), status, headers)
  }
}

function takeFault(faults: Fault[], method: string, path: string): Fault | undefined {
  const index = faults.findIndex(
    (fault) => (!fault.method || fault.method === method) && (!fault.path || path.startsWith(fault.path))
  )
  const fault = faults[index]
  if (fault === undefined) return undefined
  const left = (fault.times ?? 1) - 1
  if (left > 0) faults[index] = { ...fault, times: left }
  else faults.splice(index, 1)
  return fault
}

/** The body of a 429 is an observed one; of others only the envelope is known. */
function errorBody({ status, retryAfter }: Fault): object {
  if (status !== 429) return { errors: [{ type: 'fault', message: `A fault that was asked for: ${status}` }] }
  const data = { remainingPoints: 0, msBeforeNext: (retryAfter ?? 0) * 1_000, consumedPoints: 21 }
  return { errors: [{ type: 'RequestError', message: 'Too many requests', data }] }
}
