/**
 * Puts the code of an earlier version back. Restoring a version alone would make it the latest one without running
 * it; sending its code deploys it (Segment: Public API, Functions). Settings have no versions and stay.
 */
import { withoutCommit } from '../compile/pack/header.ts'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import { breakingChanges } from './breaking.ts'
import { plainName } from './compare.ts'
import { describeDrift, newestFirst } from './drift.ts'
import type { OpenWorkspace } from './environment.ts'
import { requireId } from './environment.ts'
import { handlersOf } from './handlers.ts'
import type { UploadPlan } from './plan.ts'
import { getDestinationFunction } from './remote.ts'
import { diffCode } from './text-diff.ts'
import type { FunctionVersion } from './types.ts'

export interface RollbackPlan {
  /** The version whose code is put back. */
  to: Pick<FunctionVersion, 'id' | 'createdAt' | 'deployedAt'>
  /** What it comes to: an update of one function, carried out as any other. */
  plan: UploadPlan
}

/**
 * @param to - a version's id; without it, the version that was deployed before the running one
 * @throws {UserError} `workspace` when there is no such version, or it runs already
 */
export async function planRollback(open: OpenWorkspace, name: string, to?: string): Promise<RollbackPlan> {
  const { client, environment } = open
  const id = requireId(open, name)
  const workspace = await client.workspace()
  const remote = await getDestinationFunction(client, workspace, { environment, name, id })
  const versions = newestFirst(await client.listVersions(id))
  const { id: versionId } = to === undefined ? deployedBefore(versions, name) : chosen(versions, to, name)
  const version = await client.getVersion(id, versionId)
  const { code } = version
  if (code === remote.code && remote.isLatestVersion !== false && remote.deployedAt) {
    throw new UserError(
      'workspace',
      `${name} already runs the code of version ${versionId}.`,
      'Choose another one with --to; `npm run versions` lists them.'
    )
  }
  const drift = describeDrift(remote.code, versions, code)
  return {
    to: { id: version.id, createdAt: version.createdAt, deployedAt: version.deployedAt },
    plan: {
      environment,
      workspace,
      functions: [
        {
          kind: 'update',
          name,
          id,
          meta: [],
          settings: [],
          codeDiff: diffCode(
            withoutCommit(remote.code),
            withoutCommit(code),
            'Segment',
            `version ${versionId}`
          ),
          deploys: true,
          breaking: breakingChanges([], { before: handlersOf(remote.code), after: handlersOf(code) }),
          ...(drift && { drift }),
          request: { code },
          seen: remote,
          wanted: {
            displayName: plainName(remote.displayName, workspace.name),
            description: remote.description ?? '',
            settings: remote.settings ?? [],
            code
          }
        }
      ]
    }
  }
}

/** Skips versions with the same code: going back to one of them would change nothing. */
function deployedBefore(versions: FunctionVersion[], name: string): FunctionVersion {
  const running = versions.find((version) => version.isDeployed)
  const earlier = versions
    .filter((version) => version.deployedAt && version.deployedAt < (running?.deployedAt ?? ''))
    .sort((a, b) => b.deployedAt!.localeCompare(a.deployedAt!))
  const found = earlier.find((version) => withoutCommit(version.code) !== withoutCommit(running!.code))
  if (found) return found
  throw new UserError(
    'workspace',
    `${name} has no version with other code that was deployed before the running one.`,
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
