/**
 * The routes of Segment's Public API that functions need, over workspaces in memory (docs.segmentapis.com, Functions,
 * Pagination, Error handling).
 */
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ApiErrorItem, Pagination, ResourceType } from '../types.ts'
import type { LocalApiBindings } from './faults.ts'
import type { FunctionInput, WorkspaceStore } from './store.ts'
import { functionErrors, resourceTypeErrors } from './validate.ts'

/** What a token opens. A reader may look and not write, as with Segment's role Functions Read-only. */
export interface Access {
  store: WorkspaceStore
  readOnly?: boolean
}

export interface AppOptions {
  access: Map<string, Access>
  /** Larger code is refused with 413. */
  maxCodeBytes: number
}

/** Segment: Functions, Limits. */
const maxFunctions = 25

type ApiContext = Context<LocalApiBindings & { Variables: { access: Access } }>

export function createApp({ access, maxCodeBytes }: AppOptions): Hono<LocalApiBindings> {
  const app = new Hono<LocalApiBindings & { Variables: { access: Access } }>()

  app.use(async (context, next) => {
    const token = /^Bearer (.+)$/.exec(context.req.header('authorization') ?? '')?.[1]
    const granted = access.get(token ?? '')
    if (!granted) return fail(context, 401, { type: 'unauthorized', message: 'Invalid token' })
    if (granted.readOnly && context.req.method !== 'GET')
      return fail(context, 403, { type: 'forbidden', message: 'Insufficient permissions' })
    context.set('access', granted)
    return next()
  })

  app.get('/', (context) => data(context, { workspace: context.get('access').store.workspace }))

  app.get('/functions', (context) => {
    const resourceType = context.req.query('resourceType')
    const errors = resourceTypeErrors(resourceType)
    if (errors.length > 0) return fail(context, 422, ...errors)
    return page(context, 'functions', context.get('access').store.list(resourceType!))
  })

  app.post('/functions', async (context) => {
    const { store } = context.get('access')
    const body = await jsonBody(context)
    const errors = [
      ...functionErrors(body, ['code', 'displayName'], suffixOf(body?.resourceType, store)),
      ...resourceTypeErrors(body?.resourceType)
    ]
    if (errors.length > 0) return fail(context, 422, ...errors)
    if (String(body!.resourceType).startsWith('INSERT_')) return noInsertFunctions(context)
    if (isTooLarge(body, maxCodeBytes)) return tooLarge(context)
    // Which status a full workspace answers with is a guess.
    if (store.size >= maxFunctions)
      return fail(context, 409, {
        type: 'conflict',
        message: `A workspace has ${maxFunctions} functions at most`
      })
    const { resourceType, ...input } = body as unknown as CreateBody
    return data(context, { function: store.create(resourceType, pick(input) as CreateBody) })
  })

  app.get('/functions/:id', (context) => {
    const found = context.get('access').store.get(context.req.param('id'))
    return found ? data(context, { function: found }) : notFound(context)
  })

  app.patch('/functions/:id', async (context) => {
    const { store } = context.get('access')
    const body = await jsonBody(context)
    const errors = functionErrors(body, [], suffixOf(store.get(context.req.param('id'))?.resourceType, store))
    if (errors.length > 0) return fail(context, 422, ...errors)
    if (isTooLarge(body, maxCodeBytes)) return tooLarge(context)
    const updated = store.update(context.req.param('id'), pick(body!))
    return updated ? data(context, { function: updated }) : notFound(context)
  })

  app.delete('/functions/:id', (context) =>
    context.get('access').store.delete(context.req.param('id'))
      ? data(context, { status: 'SUCCESS' })
      : notFound(context)
  )

  app.post('/functions/:id/deploy', (context) => {
    const { store } = context.get('access')
    const id = context.req.param('id')
    if (!store.get(id)) return notFound(context)
    if (store.deployInstances(id)) return data(context, { functionDeployment: { status: 'SUCCESS' } })
    return fail(context, 400, { type: 'bad-request', message: `Source function ${id} not found.` })
  })

  app.get('/functions/:id/versions', (context) => {
    const versions = context.get('access').store.versions(context.req.param('id'))
    return versions ? page(context, 'versions', versions) : notFound(context)
  })

  app.get('/functions/:id/versions/:versionId', (context) => {
    const { id, versionId } = context.req.param()
    const version = context.get('access').store.version(id, versionId)
    return version ? data(context, { version }) : notFound(context)
  })

  app.post('/functions/:id/versions', async (context) => {
    const versionId = (await jsonBody(context))?.versionId
    if (typeof versionId !== 'string')
      return fail(context, 422, {
        type: 'input-validation',
        message: '"versionId" is required',
        field: 'versionId'
      })
    const version = context.get('access').store.restore(context.req.param('id'), versionId)
    return version ? data(context, { version }) : notFound(context)
  })

  app.all('/insert-function-instances/*', noInsertFunctions)
  app.all('/insert-function-instances', noInsertFunctions)
  app.all('*', notFound)
  return app as unknown as Hono<LocalApiBindings>
}

type CreateBody = FunctionInput & { resourceType: ResourceType; code: string; displayName: string }

const data = (context: ApiContext, value: object): Response => context.json({ data: value })

const fail = (context: ApiContext, status: ContentfulStatusCode, ...errors: ApiErrorItem[]): Response =>
  context.json({ errors }, status)

const notFound = (context: ApiContext): Response =>
  fail(context, 404, { type: 'not-found', message: `${context.req.path} not found` })

/** Segment appends the workspace's name to that of a destination function. */
const suffixOf = (resourceType: unknown, { workspace }: WorkspaceStore): string =>
  resourceType === 'SOURCE' ? '' : ` (${workspace.name})`

const noInsertFunctions = (context: ApiContext): Response =>
  fail(context, 400, { type: 'bad-request', message: 'This stand-in knows no insert functions.' })

const tooLarge = (context: ApiContext): Response =>
  fail(context, 413, { type: 'payload-too-large', message: 'Request Entity Too Large' })

/** @returns undefined for a body that is no JSON */
async function jsonBody(context: ApiContext): Promise<Record<string, unknown> | undefined> {
  try {
    return await context.req.json<Record<string, unknown>>()
  } catch {
    return undefined
  }
}

const isTooLarge = (body: Record<string, unknown> | undefined, maxCodeBytes: number): boolean =>
  Buffer.byteLength((body?.code as string | undefined) ?? '') > maxCodeBytes

function pick(body: Record<string, unknown> | FunctionInput): FunctionInput {
  const { code, displayName, description, logoUrl, settings } = body as FunctionInput
  const input = { code, displayName, description, logoUrl, settings }
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
}

/** The cursor is opaque to clients: here it is the base64 of the place where the page begins. */
function page(context: ApiContext, key: string, all: unknown[]): Response {
  const query = (name: string) =>
    context.req.query(`pagination.${name}`) ?? context.req.query(`pagination[${name}]`)
  const count = Number(query('count') ?? 200)
  if (!Number.isInteger(count) || count < 1 || count > 1_000)
    return fail(context, 422, {
      type: 'input-validation',
      message: '"pagination.count" must be between 1 and 1000',
      field: 'pagination.count'
    })
  const start = Number(Buffer.from(query('cursor') ?? cursorOf(0), 'base64').toString()) || 0
  const pagination: Pagination = {
    current: cursorOf(start),
    ...(start + count < all.length && { next: cursorOf(start + count) }),
    totalEntries: all.length
  }
  return data(context, { [key]: all.slice(start, start + count), pagination })
}

const cursorOf = (start: number): string => Buffer.from(String(start)).toString('base64')
