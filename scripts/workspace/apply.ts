/**
 * Carries out a plan: one function after the other, reading before each write and after it. A function that fails
 * does not keep the others from being uploaded, and says how far it came.
 */
import { UserError } from '../shared/errors.ts'
import type { WorkspaceClient } from './client.ts'
import { compareFunction, plainName } from './compare.ts'
import type { Wanted } from './compare.ts'
import type { Create, Update, UploadPlan } from './plan.ts'
import type { RemoteFunction } from './types.ts'

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
}

/** What was written may take a moment to be read. */
const readBackTries = 3
const readBackPauseMs = 1_000

/** @returns what became of each function, in the order of the plan */
export async function applyPlan(plan: UploadPlan, context: ApplyContext): Promise<Applied[]> {
  const results: Applied[] = []
  for (const item of plan.functions) {
    if (item.kind === 'create' || item.kind === 'update') context.onProgress?.(`Uploading ${item.name}`)
    try {
      switch (item.kind) {
        case 'none':
          results.push({ name: item.name, outcome: 'unchanged', id: item.id })
          break
        case 'create':
          results.push(await create(item, plan.workspace.name, context))
          break
        case 'update':
          results.push(await update(item, plan.workspace.name, context))
          break
        case 'adopt':
          throw new UserError(
            'workspace',
            `segment.config.json has no id for ${item.name}, and the workspace already has "${item.candidates[0]!.displayName}". Nothing was written.`,
            adoptionHint(plan.environment, item.name, item.candidates[0]!.id)
          )
        case 'problem':
          throw new UserError('workspace', item.message, item.hint)
      }
    } catch (error) {
      results.push(failure(item.name, error))
    }
  }
  return results
}

/** How a function that was made elsewhere comes under this project's care. */
export const adoptionHint = (environment: string, name: string, id: string): string =>
  `To take it over, put "${name}": { "id": "${id}" } into environments.${environment}.functions of segment.config.json. To have another one made, change displayName.`

async function create(item: Create, workspaceName: string, context: ApplyContext): Promise<Applied> {
  const { client } = context
  const { request, name } = item
  const created = await client
    .createFunction(request, () => findCreated(client, request, workspaceName))
    .catch((error: unknown) => {
      throw withPrefix(error, `${name} was not created. `, 'Run `npm run plan` to see what is there now.')
    })
  const { id } = created
  // Before anything else can fail: an id that is not written down is a function that nobody finds again.
  const unsaved = await context.saveId(name, id).then(
    () => undefined,
    (error: unknown) => failure(name, error)
  )
  try {
    if (!created.deployedAt) await deploy(client, id, request.code, null)
  } catch (error) {
    throw withPrefix(
      error,
      `${name} was created as ${id} but not deployed. `,
      'Run the upload again: it deploys what is saved.'
    )
  }
  if (unsaved) {
    throw new UserError(
      'config',
      `${name} was created and deployed as ${id}, but its id could not be written down. ${unsaved.message}`,
      unsaved.hint
    )
  }
  return verify(item.name, 'created', id, request, { before: null, deploys: true }, workspaceName, context)
}

async function update(item: Update, workspaceName: string, context: ApplyContext): Promise<Applied> {
  const { client } = context
  const { id, name, seen, wanted, request } = item
  const now = await client.getFunction(id)
  if (fingerprint(now) !== fingerprint(seen)) {
    throw new UserError(
      'workspace',
      `${name} (${id}) was changed in Segment after the plan was made. Nothing was written.`,
      'Run `npm run plan` to see how it stands now.'
    )
  }
  const before = seen.deployedAt ?? null
  const settled = async (): Promise<RemoteFunction | undefined> => {
    const remote = await client.getFunction(id)
    const arrived = problemsOf(remote, wanted, { before, deploys: item.deploys }, workspaceName).length === 0
    return arrived ? remote : undefined
  }
  try {
    await client.updateFunction(id, request, settled)
  } catch (error) {
    throw withPrefix(error, `${name} (${id}): `, 'Run `npm run plan` to see what is there now.')
  }
  return verify(name, 'updated', id, wanted, { before, deploys: item.deploys }, workspaceName, context)
}

/** A function of the same name with exactly this code is the one that a POST without a good reply has made. */
async function findCreated(
  client: WorkspaceClient,
  { displayName, code }: Wanted,
  workspaceName: string
): Promise<RemoteFunction | undefined> {
  const sameName = (await client.listFunctions()).filter(
    (item) => plainName(item.displayName, workspaceName) === displayName
  )
  for (const { id } of sameName) {
    const remote = await client.getFunction(id)
    if (remote.code === code) return remote
  }
  return undefined
}

async function deploy(
  client: WorkspaceClient,
  id: string,
  code: string,
  before: string | null
): Promise<RemoteFunction> {
  return client.updateFunction(id, { code }, async () => {
    const remote = await client.getFunction(id)
    return remote.code === code && isDeployed(remote, before) ? remote : undefined
  })
}

/** @param before - when it was deployed before this upload */
function isDeployed(remote: RemoteFunction, before: string | null): boolean {
  const { deployedAt, isLatestVersion } = remote
  return Boolean(deployedAt) && deployedAt !== before && isLatestVersion !== false
}

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
  workspaceName: string,
  { client, sleep }: ApplyContext
): Promise<Applied> {
  let problems: string[] = []
  for (let attempt = 1; attempt <= readBackTries; attempt++) {
    if (attempt > 1) await sleep(readBackPauseMs)
    try {
      const remote = await client.getFunction(id)
      problems = problemsOf(remote, wanted, deployment, workspaceName)
      if (problems.length === 0) return { name, outcome, id, deployedAt: remote.deployedAt ?? null }
    } catch (error) {
      problems = [`It could not be read back. ${failure(name, error).message}`]
      break
    }
  }
  return { name, outcome: 'unverified', id, problems }
}

function problemsOf(
  remote: RemoteFunction,
  wanted: Wanted,
  { before, deploys }: Deployment,
  workspaceName: string
): string[] {
  const { meta, settings } = compareFunction(remote, wanted, workspaceName)
  return [
    // Where code was sent, the stamp of the commit counts too.
    ...(deploys && remote.code !== wanted.code ? ['Segment holds other code than was sent.'] : []),
    ...(deploys && !isDeployed(remote, before) ? ['The code is saved, but Segment does not run it.'] : []),
    ...meta.map(({ key, from, to }) => `${key} is "${from}" instead of "${to}".`),
    ...settings.map(({ setting }) => `Setting "${setting.name}" is not as it was sent.`)
  ]
}

const fingerprint = ({ code, settings, displayName, description, logoUrl }: RemoteFunction): string =>
  JSON.stringify([code, settings, displayName, description, logoUrl])

function failure(name: string, error: unknown): Extract<Applied, { outcome: 'failed' }> {
  // A bug is no function's failure: it keeps its stack.
  if (!(error instanceof UserError)) throw error
  return { name, outcome: 'failed', message: error.message, ...(error.hint && { hint: error.hint }) }
}

function withPrefix(error: unknown, prefix: string, hint: string): unknown {
  if (!(error instanceof UserError)) return error
  const hints = [error.hint, hint].filter(Boolean).join(' ')
  return new UserError('workspace', prefix + error.message, hints, { cause: error })
}
