/**
 * Who may talk to the server: it runs on a developer's machine, where any page in the browser can try to reach it. A page
 * that is not of this machine can neither read nor send, not even under a name that was made to lead here.
 */
import type { MiddlewareHandler } from 'hono'

const refusal = (what: string, hint: string) => ({ error: { code: 'refused', message: what, hint } })

/** Names that never lead to another machine. */
const isLoopback = (hostname: string): boolean =>
  /^(localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)

/** Of a rebound name the Host header tells: it is the name that stands in the address bar. */
export const checkHost: MiddlewareHandler = async (context, next) => {
  const host = context.req.header('host') ?? new URL(context.req.url).host
  if (!URL.canParse(`http://${host}`) || !isLoopback(new URL(`http://${host}`).hostname))
    return context.json(
      refusal(`the host "${host}" is not this machine`, 'Use http://127.0.0.1 and the port.'),
      403
    )
  await next()
}

/** For what SDKs use: any page of this machine, whatever its port, such as a shop under development. */
export const localPages: MiddlewareHandler = async (context, next) => {
  const origin = context.req.header('origin')
  if (origin === undefined) return next()
  if (!URL.canParse(origin) || !isLoopback(new URL(origin).hostname))
    return context.json(
      refusal(`a page of ${origin} may not send events here`, 'Open the page from localhost.'),
      403
    )
  const headers = {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers': 'authorization, content-type, content-encoding',
    'access-control-max-age': '600',
    vary: 'Origin'
  }
  if (context.req.method === 'OPTIONS') return context.body(null, 204, headers)
  await next()
  for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value)
}

/** For all else: the inspector's own page, and programs, which send no Origin. */
export const ownPage: MiddlewareHandler = async (context, next) => {
  const { req } = context
  const origin = req.header('origin')
  const host = req.header('host') ?? new URL(req.url).host
  const site = req.header('sec-fetch-site')
  // A link from elsewhere may open the page; its data is for itself.
  const isElsewhere = site !== undefined && site !== 'same-origin' && site !== 'none'
  if ((origin !== undefined && origin !== `http://${host}`) || (isElsewhere && req.path.startsWith('/api/')))
    return context.json(
      refusal(`a page of ${origin ?? 'another site'} may not use this`, 'Open the inspector itself.'),
      403
    )
  await next()
  context.res.headers.set('x-content-type-options', 'nosniff')
  context.res.headers.set('cross-origin-resource-policy', 'same-origin')
  context.res.headers.set('referrer-policy', 'no-referrer')
  context.res.headers.set('cache-control', 'no-store')
}
