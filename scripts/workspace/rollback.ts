/**
 * Puts the code of an earlier version back. Restoring a version alone would make it the latest one without running
 * it; sending its code deploys it (Segment: Public API, Functions). Settings have no versions and stay.
 */
import { readHeader, withoutCommit } from '../compile/pack/header.ts'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import { applyPlan } from './apply.ts'
import { breakingChanges } from './breaking.ts'
import { describeDrift, newestFirst } from './drift.ts'
import type { OpenWorkspace } from './environment.ts'
import { requireId } from './environment.ts'
import { handlersOf } from './handlers.ts'
import { runsLatest } from './kind.ts'
import { redactDiffs } from './plan.ts'
import type { UploadPlan } from './plan.ts'
import { getFunctionOf } from './remote.ts'
import { diffCode } from '../shared/text-diff.ts'
import type { FunctionVersion, RemoteFunction } from './types.ts'
import { refusals } from './upload.ts'
import type { Person, UploadResult } from './upload.ts'

export interface RollbackTarget extends Pick<FunctionVersion, 'id' | 'createdAt' | 'deployedAt'> {
  /** The git commit that its code was uploaded from; null when its header names none. */
  commit: string | null
}

export interface RollbackPlan {
  /** The version whose code is put back. */
  to: RollbackTarget
  /** What it comes to: an update of one function, carried out as any other. */
  plan: UploadPlan
}

export interface RollbackOptions {
  open: OpenWorkspace
  name: string
  /** A version's id; without it, the version that was deployed before the running one. */
  to?: string
  /** Writes without asking. */
  yes?: boolean
  overwriteDrift?: boolean
  /** Resolves after as many milliseconds. */
  sleep: (ms: number) => Promise<unknown>
}

export type RollbackResult = UploadResult & { to: RollbackTarget }

/**
 * Plans, shows, asks and writes, as an upload does.
 *
 * @throws {UserError} `workspace` when there is no such version or it runs already, `usage` when nobody can be asked
 *   and `--yes` was not given
 */
export async function rollBack(
  { open, name, to: wanted, yes, overwriteDrift, sleep }: RollbackOptions,
  person: Pick<Person, 'ask' | 'onProgress' | 'onWrite'> & { show: (plan: RollbackPlan) => void }
): Promise<RollbackResult> {
  const { to, plan } = await planRollback(open, name, wanted)
  person.show({ to, plan })
  // Handlers that go were not there when the version ran before: that is what is asked for.
  const reasons = refusals(plan, { allowBreaking: true, ...(overwriteDrift && { overwriteDrift }) })
  if (reasons.length > 0) return { to, plan, outcome: 'refused', reasons }
  if (!yes && !person.ask)
    throw new UserError('usage', 'Nobody can be asked here, so nothing was changed.', 'Add --yes.')
  if (!yes && !(await person.ask!(`Put version ${to.id} back?`))) return { to, plan, outcome: 'declined' }
  const saveId = () => Promise.reject(new Error('a rollback creates nothing'))
  const results = await applyPlan(plan, { client: open.client, saveId, sleep, ...person })
  return { to, plan, outcome: 'applied', results }
}

/** @returns what a rollback leaves behind in the project, as lines to print below its result; none when none was done */
export function rollbackAdvice({ outcome, to }: RollbackResult, name: string): string {
  if (outcome !== 'applied') return ''
  const commit = to.commit?.replace(/-dirty$/, '')
  const origin = commit
    ? `The code that runs now is that of commit ${to.commit}: git diff ${commit} shows what was taken back.`
    : 'The code that runs now names no commit; `npm run pull` fetches it.'
  return `${name}: segment.config.json and the definitions still hold what was taken back, and the next upload deploys it again.\n  ${origin}\n`
}

/**
 * @param to - a version's id; without it, the version that was deployed before the running one
 * @throws {UserError} `workspace` when there is no such version, or it runs already
 */
export async function planRollback(open: OpenWorkspace, name: string, to?: string): Promise<RollbackPlan> {
  const { client } = open
  const id = requireId(open, name)
  const remote = await getFunctionOf(open, name)
  const versions = newestFirst(await client.listVersions(id))
  const { id: versionId } = to === undefined ? deployedBefore(versions, name) : chosen(versions, to, name)
  const version = await client.getVersion(id, versionId)
  if (version.code === remote.code && remote.deployedAt && runsLatest(remote)) {
    throw new UserError(
      'workspace',
      `${name} already runs the code of version ${versionId}.`,
      'Choose another one with --to; `npm run versions` lists them.'
    )
  }
  const commit = readHeader(version.code)?.commit
  const plan = rollbackPlan(open, name, { remote, version, versions })
  return {
    to: {
      id: version.id,
      createdAt: version.createdAt,
      deployedAt: version.deployedAt,
      commit: typeof commit === 'string' ? commit : null
    },
    plan: redactDiffs({ ...plan, workspace: await client.workspace() }, open.redact)
  }
}

function rollbackPlan(
  { environment, idFile }: OpenWorkspace,
  name: string,
  {
    remote,
    version,
    versions
  }: { remote: RemoteFunction; version: FunctionVersion; versions: FunctionVersion[] }
): Omit<UploadPlan, 'workspace'> {
  const { code } = version
  const { displayName, description = '', settings, resourceType } = remote
  const drift = describeDrift(remote.code, versions, code)
  return {
    environment,
    idFile,
    functions: [
      {
        kind: 'update',
        name,
        id: remote.id,
        resourceType: resourceType === 'SOURCE' ? 'SOURCE' : 'DESTINATION',
        meta: [],
        settings: [],
        codeDiff: diffCode(
          withoutCommit(remote.code),
          withoutCommit(code),
          'Segment',
          `version ${version.id}`
        ),
        deploys: true,
        breaking: breakingChanges([], { before: handlersOf(remote.code), after: handlersOf(code) }),
        ...(drift && { drift }),
        request: { code },
        seen: remote,
        wanted: { displayName, description, settings, code }
      }
    ]
  }
}

/**
 * The version before the running one, as versions were deployed: going back to a code takes back everything that was
 * deployed after it, so that is never proposed again. Versions with the same code count as one.
 */
function deployedBefore(versions: FunctionVersion[], name: string): FunctionVersion {
  const deployed = versions
    .filter(({ deployedAt }) => deployedAt)
    .sort((a, b) => a.deployedAt!.localeCompare(b.deployedAt!))
  const standing: FunctionVersion[] = []
  for (const version of deployed) {
    const earlier = standing.findIndex(({ code }) => withoutCommit(code) === withoutCommit(version.code))
    if (earlier >= 0) standing.length = earlier
    standing.push(version)
  }
  const found = standing.at(-2)
  if (found) return found
  throw new UserError(
    'workspace',
    `${name} has no version with other code that was deployed before the running one and not taken back.`,
    'Choose a version with --to; `npm run versions` lists them.'
  )
}

function chosen(versions: FunctionVersion[], to: string, name: string): FunctionVersion {
  const found = versions.find(({ id }) => id === to)
  if (found) return found
  throw new UserError(
    'usage',
    `${name} has no version "${to}".`,
    suggestion(
      to,
      versions.map(({ id }) => id)
    )
  )
}
