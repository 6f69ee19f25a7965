/**
 * Carries out a plan: one function after the other, reading before each write and after it. A function that fails
 * does not keep the others from being uploaded, and says how far it came.
 */
import { UserError } from '../shared/errors.ts'
import { isApiError } from './api-error.ts'
import type { Fate } from './api-error.ts'
import type { WorkspaceClient } from './client.ts'
import { compareFunction, hasChanged } from './compare.ts'
import type { Wanted } from './compare.ts'
import type { WriteProgress } from './interrupted.ts'
import { runsLatest } from './kind.ts'
import type { Create, FunctionPlan, Update, UploadPlan } from './plan.ts'
import type { CreateFunction, RemoteFunction } from './types.ts'

export type Applied =
  | { name: string; outcome: 'unchanged'; id: string }
  | { name: string; outcome: 'created' | 'updated'; id: string; deployedAt: string | null }
  /** Segment took it, and what it gives back is not what was sent; `problems` says how. */
  | { name: string; outcome: 'unverified'; id: string; problems: string[] }
  | { name: string; outcome: 'failed'; message: string; hint?: string }

export interface ApplyContext {
  client: WorkspaceClient
  /** Stores the id of a function that was created. */
  saveId: (name: string, id: string) => Promise<void>
  /** Resolves after as many milliseconds. */
  sleep: (ms: number) => Promise<unknown>
  /** Told before a function is written. */
  onProgress?: (text: string) => void
  /** Told how far it is before a function is written. */
  onWrite?: (progress: WriteProgress) => void
}

/** What was written may take a moment to be read. */
const readBackTries = 3
const readBackPauseMs = 1_000

/** @returns what became of each function, in the order of the plan */
export async function applyPlan(plan: UploadPlan, context: ApplyContext): Promise<Applied[]> {
  const results: Applied[] = []
  for (const item of plan.functions) {
    if (item.kind === 'create' || item.kind === 'update') {
      context.onProgress?.(`Uploading ${item.name}`)
      context.onWrite?.({ plan, finished: results.map(({ name }) => name), current: item })
    }
    try {
      results.push(await applyOne(item, plan, context))
    } catch (error) {
      results.push(failure(item.name, error))
    }
  }
  return results
}

async function applyOne(item: FunctionPlan, plan: UploadPlan, context: ApplyContext): Promise<Applied> {
  switch (item.kind) {
    case 'none':
      return { name: item.name, outcome: 'unchanged', id: item.id }
    case 'create':
      return create(item, context)
    case 'update':
      return update(item, context)
    case 'adopt':
      throw new UserError(
        'workspace',
        `${plan.idFile} has no id for ${item.name}, and the workspace already has "${item.candidates[0]!.displayName}". Nothing was written.`,
        adoptionHint(plan, item.name, item.candidates[0]!.id)
      )
    case 'problem':
      throw new UserError('workspace', item.message, item.hint)
  }
}

/** How a function that was made elsewhere comes under this project's care. */
export const adoptionHint = (
  { environment, idFile }: Pick<UploadPlan, 'environment' | 'idFile'>,
  name: string,
  id: string
): string =>
  `To take it over, put "${name}": { "id": "${id}" } into environments.${environment}.functions of ${idFile}. To have another one made, change displayName.`

async function create(item: Create, context: ApplyContext): Promise<Applied> {
  const { client } = context
  const { request, name } = item
  const created = await client
    .createFunction(request, () => findCreated(client, request))
    .catch((error: unknown) => {
      const what = {
        refused: `${name} was not created.`,
        notSeen: `${name} was not created, as far as the workspace shows.`,
        unknown: `Nobody knows whether ${name} was created.`
      }
      throw withPrefix(error, what, 'Run `npm run plan` to see what is there now.')
    })
  const { id } = created
  // Before anything else can fail: an id that is not written down is a function that nobody finds again.
  const unsaved = await context.saveId(name, id).then(
    () => undefined,
    (error: unknown) => failure(name, error)
  )
  try {
    if (!created.deployedAt) await deployNew(client, id, request)
  } catch (error) {
    const what = {
      refused: `${name} was created as ${id} but not deployed.`,
      notSeen: `${name} was created as ${id} but not deployed, as far as Segment shows.`,
      unknown: `${name} was created as ${id}; nobody knows whether it was deployed.`
    }
    const { message, hint } = withPrefix(error, what, 'Run the upload again: it deploys what is saved.')
    if (!unsaved) throw new UserError('workspace', message, hint, { cause: error })
    throw new UserError(
      'workspace',
      `${message} Its id could not be written down: ${unsaved.message}`,
      unsaved.hint
    )
  }
  if (unsaved) {
    throw new UserError(
      'config',
      `${name} was created and deployed as ${id}, but its id could not be written down. ${unsaved.message}`,
      unsaved.hint
    )
  }
  // There may be no source of a new source function that anything could be deployed to.
  const deploys = request.resourceType === 'DESTINATION'
  return verify(item.name, 'created', id, request, { before: null, deploys }, context)
}

async function update(item: Update, context: ApplyContext): Promise<Applied> {
  const { client } = context
  const { id, name, seen, wanted, request, deploys } = item
  if (hasChanged(await client.getFunction(id), seen)) {
    throw new UserError(
      'workspace',
      `${name} (${id}) was changed in Segment after the plan was made. Nothing was written.`,
      'Run `npm run plan` to see how it stands now.'
    )
  }
  const deployment = { before: seen.deployedAt, deploys }
  const isSource = seen.resourceType === 'SOURCE'
  const arrived = (steps: Deployment) => async (): Promise<RemoteFunction | undefined> => {
    const remote = await client.getFunction(id)
    return problemsOf(remote, wanted, steps).length === 0 ? remote : undefined
  }
  try {
    if (Object.keys(request).length > 0)
      await client.updateFunction(
        id,
        request,
        arrived(isSource ? { before: null, deploys: false } : deployment)
      )
    if (isSource && deploys) await client.deployFunction(id, arrived(deployment))
  } catch (error) {
    return afterFailedUpdate(item, deployment, error, client)
  }
  return verify(name, 'updated', id, wanted, deployment, context)
}

/** What an update that failed has left behind, by looking. */
async function afterFailedUpdate(
  { id, name, seen, wanted }: Update,
  deployment: Deployment,
  error: unknown,
  client: WorkspaceClient
): Promise<Applied> {
  if (!(error instanceof UserError)) throw error
  const hint = 'Run `npm run plan` to see what is there now.'
  const now = await client.getFunction(id).catch((cause: unknown) => {
    if (!(cause instanceof UserError)) throw cause
    return undefined
  })
  const problems = now ? problemsOf(now, wanted, deployment) : []
  if (now && problems.length === 0) return { name, outcome: 'updated', id, deployedAt: now.deployedAt }
  if (now && hasChanged(now, seen))
    return { name, outcome: 'unverified', id, problems: [failure(name, error).message, ...problems] }
  const place = `${name} (${id})`
  const unseen = `It is not known whether ${place} was changed.`
  throw withPrefix(
    error,
    now
      ? {
          refused: `${place} was not changed.`,
          notSeen: `${place} stands as before.`,
          unknown: `${place} stands as before.`
        }
      : { refused: `${place} was not changed.`, notSeen: unseen, unknown: unseen },
    hint
  )
}

/** A function of the same name with exactly this code is the one that a POST without a good reply has made. */
async function findCreated(
  client: WorkspaceClient,
  { displayName, code, resourceType }: CreateFunction
): Promise<RemoteFunction | undefined> {
  const sameName = (await client.listFunctions(resourceType)).filter(
    (item) => item.displayName === displayName
  )
  for (const { id } of sameName) {
    const remote = await client.getFunction(id)
    if (remote.code === code) return remote
  }
  return undefined
}

/** POST /functions saves and does not deploy (Segment: Public API, Functions). */
async function deployNew(
  client: WorkspaceClient,
  id: string,
  { code, resourceType }: CreateFunction
): Promise<void> {
  // The first source that is made of it takes the code that is saved.
  if (resourceType === 'SOURCE') return
  await client.updateFunction(id, { code }, async () => {
    const remote = await client.getFunction(id)
    return remote.code === code && isDeployed(remote, null) ? remote : undefined
  })
}

/** @param before - when it was deployed before this upload */
const isDeployed = (remote: RemoteFunction, before: string | null): boolean =>
  Boolean(remote.deployedAt) && remote.deployedAt !== before && runsLatest(remote)

interface Deployment {
  before: string | null
  deploys: boolean
}

async function verify(
  name: string,
  outcome: 'created' | 'updated',
  id: string,
  wanted: Wanted,
  deployment: Deployment,
  { client, sleep }: ApplyContext
): Promise<Applied> {
  let problems: string[] = []
  for (let attempt = 1; attempt <= readBackTries; attempt++) {
    if (attempt > 1) await sleep(readBackPauseMs)
    try {
      const remote = await client.getFunction(id)
      problems = problemsOf(remote, wanted, deployment)
      if (problems.length === 0) return { name, outcome, id, deployedAt: remote.deployedAt }
    } catch (error) {
      problems = [`It could not be read back. ${failure(name, error).message}`]
      break
    }
  }
  return { name, outcome: 'unverified', id, problems }
}

function problemsOf(remote: RemoteFunction, wanted: Wanted, { before, deploys }: Deployment): string[] {
  const { code, meta, settings } = compareFunction(remote, wanted)
  return [
    // Where code was sent, the stamp of the commit counts too.
    ...(code || (deploys && remote.code !== wanted.code) ? ['Segment holds other code than was sent.'] : []),
    ...(deploys && !isDeployed(remote, before) ? ['The code is saved, but Segment does not run it.'] : []),
    ...meta.map(({ key, from, to }) => `${key} is "${from}" instead of "${to}".`),
    ...settings.map(({ setting }) => `Setting "${setting.name}" is not as it was sent.`)
  ]
}

function failure(name: string, error: unknown): Extract<Applied, { outcome: 'failed' }> {
  // A bug is no function's failure: it keeps its stack.
  if (!(error instanceof UserError)) throw error
  return { name, outcome: 'failed', message: error.message, ...(error.hint && { hint: error.hint }) }
}

/** @param what - what is known of the write, as sentences to begin with */
function withPrefix(error: unknown, what: Record<Fate, string>, hint: string): UserError {
  if (!(error instanceof UserError)) throw error
  const known = what[isApiError(error) ? error.fate : 'refused']
  const hints = [error.hint, hint].filter(Boolean).join(' ')
  return new UserError('workspace', `${known} ${error.message}`, hints, { cause: error })
}
