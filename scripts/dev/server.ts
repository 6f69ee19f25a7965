/**
 * A Segment on a desk: an HTTP server on loopback with Segment's tracking API, the webhooks of source functions, an API of
 * its own and the inspector page.
 */
import { serve } from '@hono/node-server'
import type { ServerType } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyForms } from '../input/request.ts'
import { UserError } from '../shared/errors.ts'
import { answerMistake, apiRoutes } from './api.ts'
import { demoRoutes } from './demo.ts'
import { checkHost, localPages, ownPage } from './guard.ts'
import { pageRoutes } from './page.ts'
import { Session } from './session.ts'
import type { SessionOptions } from './session.ts'
import { trackingRoutes } from './tracking.ts'

/** What Segment answers to a webhook is not published for failures; these are ours. */
const webhookStatus = { accepted: 200, refused: 400, retried: 503 } as const

/** @returns the routes, to be called in-process or served */
export function createApp(session: Session): Hono {
  const app = new Hono()
  app.onError(answerMistake)
  app.notFound((context) =>
    context.json({ error: { code: 'usage', message: 'There is nothing here.' } }, 404)
  )
  app.use(checkHost)
  for (const path of ['/v1/*', '/analytics.js/*', '/analytics-next/*']) app.use(path, localPages)
  app.route(
    '/',
    trackingRoutes({
      take: (event, from, warnings) => void session.take(event, from, warnings),
      now: session.now
    })
  )
  app.use(ownPage)
  app.post('/functions/:name', async (context) => {
    const { req } = context
    const webhook = { method: req.method, headers: req.header(), query: req.query(), text: await req.text() }
    const { outcome, error, sends } = await session.receive(req.param('name'), bodyForms(webhook).asText)
    const answer = { outcome, error: error ? { name: error.name, message: error.message } : null, sends }
    return context.json(answer, webhookStatus[outcome])
  })
  app.route('/api', apiRoutes(session))
  app.route('/demo', demoRoutes(session))
  app.route('/', pageRoutes())
  return app
}

export interface DevServer {
  url: string
  session: Session
  stop(): Promise<void>
}

/**
 * @param options.port - 0 takes any free port
 * @throws UserError when the port is taken, and what {@link Session.open} throws
 */
export async function startDevServer(options: SessionOptions & { port: number }): Promise<DevServer> {
  const session = await Session.open(options)
  try {
    const app = createApp(session)
    const { server, port } = await listen(app, options.port)
    // Bundled by the time that somebody opens the page.
    void app.request(`http://127.0.0.1:${port}/page.js`)
    return {
      url: `http://127.0.0.1:${port}`,
      session,
      async stop() {
        const closed = new Promise<void>((resolve) => server.close(() => resolve()))
        if ('closeAllConnections' in server) server.closeAllConnections()
        await closed
        await session.close()
      }
    }
  } catch (error) {
    await session.close()
    throw error
  }
}

function listen(app: Hono, wanted: number): Promise<{ server: ServerType; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port: wanted, hostname: '127.0.0.1' }, ({ port }) =>
      resolve({ server, port })
    )
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message = `Port ${wanted} is taken: \`dev\` may be running already.`
      const hint = 'Stop the other one, or choose another port with --port.'
      reject(error.code === 'EADDRINUSE' ? new UserError('usage', message, hint) : error)
    })
  })
}
