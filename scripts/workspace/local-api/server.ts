/**
 * A local stand-in for Segment's Public API: a real HTTP server on loopback, so that uploading can be learned and
 * tested without a workspace. Everything is in memory and gone when it stops.
 *
 * Beside the API, without a token, it takes these requests of the person at the keyboard:
 *
 *     GET  /_control/functions             what all workspaces hold, without code
 *     PUT  /_control/functions/{id}/code   saves and deploys the body as code, as somebody in the web editor would
 *     POST /_control/functions/{id}/instances   makes a source of a source function, as "Connect Source" does
 *     GET  /_control/functions/{id}/instances   the sources made of it, with the code that each runs
 *     POST /_control/faults                misbehave: a JSON {@link Fault}
 *     GET  /_control/requests              method, path and status of every request so far
 */
import { serve } from '@hono/node-server'
import type { ServerType } from '@hono/node-server'
import { Hono } from 'hono'
import { UserError } from '../../shared/errors.ts'
import { createApp } from './app.ts'
import type { Access } from './app.ts'
import { injectFaults } from './faults.ts'
import type { Fault, LocalApiBindings } from './faults.ts'
import { WorkspaceStore } from './store.ts'

/** The tokens it takes, and the workspace each of them opens; those ending in `-read` may only look. */
export const localTokens = {
  'local-token': 'My Workspace',
  'local-token-read': 'My Workspace',
  'local-token-production': 'Production'
}

export interface LocalApiOptions {
  /** 0 takes any free port. */
  port: number
  /** Segment publishes no limit of code; this one is ours, to have a 413 to look at. */
  maxCodeBytes?: number
  now?: () => number
}

export interface LocalApi {
  url: string
  port: number
  /** By name. */
  workspaces: Record<string, WorkspaceStore>
  requests: LoggedRequest[]
  fail: (fault: Fault) => void
  stop: () => Promise<void>
}

export interface LoggedRequest {
  method: string
  path: string
  status: number
}

const defaultMaxCodeBytes = 6_000_000

/** @throws {UserError} `usage` when the port is taken */
export async function startLocalApi(options: LocalApiOptions): Promise<LocalApi> {
  const workspaces: Record<string, WorkspaceStore> = {}
  const access = new Map<string, Access>()
  for (const [token, name] of Object.entries(localTokens)) {
    const store = (workspaces[name] ??= new WorkspaceStore(name, options.now ?? Date.now))
    access.set(token, { store, readOnly: token.endsWith('-read') })
  }
  const faults: Fault[] = []
  const requests: LoggedRequest[] = []
  const fail = (fault: Fault): void => void faults.push(fault)

  const app = new Hono<LocalApiBindings>()
  app.route('/_control', controlRoutes(workspaces, requests, fail))
  app.use(async (context, next) => {
    const { method, path } = context.req
    await next()
    requests.push({ method, path, status: context.res.status })
  })
  app.use(injectFaults(faults))
  app.route('/', createApp({ access, maxCodeBytes: options.maxCodeBytes ?? defaultMaxCodeBytes }))

  const { server, port } = await listen(app, options.port)
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    workspaces,
    requests,
    fail,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
  }
}

function listen(
  app: Hono<LocalApiBindings>,
  wantedPort: number
): Promise<{ server: ServerType; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port: wantedPort, hostname: '127.0.0.1' }, ({ port }) => {
      resolve({ server, port })
    })
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      const message = `Port ${wantedPort} is taken: the local API may be running already.`
      reject(taken ? new UserError('usage', message, 'Stop the other one, or choose another port.') : error)
    })
  })
}

function controlRoutes(
  workspaces: Record<string, WorkspaceStore>,
  requests: LoggedRequest[],
  fail: (fault: Fault) => void
): Hono<LocalApiBindings> {
  const stores = Object.values(workspaces)
  return new Hono<LocalApiBindings>()
    .get('/functions', (context) =>
      context.json(stores.flatMap((store) => [...store.list('DESTINATION'), ...store.list('SOURCE')]))
    )
    .put('/functions/:id/code', async (context) => {
      const id = context.req.param('id')
      const code = await context.req.text()
      const updated = stores
        .map((store) => store.update(id, { code }) && (store.deployInstances(id) ?? store.get(id)))
        .find(Boolean)
      return updated ? context.json({ id, deployedAt: updated.deployedAt }) : context.json({ id: null }, 404)
    })
    .post('/functions/:id/instances', (context) => {
      const made = stores.map((store) => store.createInstance(context.req.param('id'))).find(Boolean)
      return made ? context.json(made) : context.json({ id: null }, 404)
    })
    .get('/functions/:id/instances', (context) =>
      context.json(stores.flatMap((store) => store.instances(context.req.param('id')) ?? []))
    )
    .post('/faults', async (context) => {
      fail(await context.req.json<Fault>())
      return context.json({ ok: true })
    })
    .get('/requests', (context) => context.json(requests))
}
