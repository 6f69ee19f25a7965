/**
 * What an upload would do, as data: made by comparing what was built with what the workspace holds, printed by the
 * commands, carried out by `applyPlan`.
 */
import type { CompiledFunction, FunctionKind } from '../compile/types.ts'
import { stampCommit, withoutCommit } from '../compile/pack/header.ts'
import { breakingChanges } from './breaking.ts'
import { compareFunction } from './compare.ts'
import type { MetaChange, SettingChange, Wanted } from './compare.ts'
import { describeDrift } from './drift.ts'
import type { Drift } from './drift.ts'
import { handlersOf } from './handlers.ts'
import { kindOf, runsLatest, shownName } from './kind.ts'
import type { RemoteState } from './remote.ts'
import { diffCode } from '../shared/text-diff.ts'
import type { CreateFunction, FunctionItem, RemoteFunction, UpdateFunction, Workspace } from './types.ts'

export interface UploadPlan {
  environment: string
  workspace: Workspace
  /** Where the ids of this environment's functions stand. */
  idFile: string
  functions: FunctionPlan[]
}

export type FunctionPlan = NoChange | Create | Update | Adopt | Problem

export interface NoChange {
  kind: 'none'
  name: string
  id: string
}

export interface Create {
  kind: 'create'
  name: string
  settings: SettingChange[]
  request: CreateFunction
}

export interface Update {
  kind: 'update'
  name: string
  id: string
  meta: MetaChange[]
  settings: SettingChange[]
  /** Absent when the code stays. */
  codeDiff?: string
  resourceType: FunctionKind
  /** The code is sent and deployed to all connected instances; also when it is saved there but does not run. */
  deploys: boolean
  breaking: string[]
  drift?: Drift
  request: UpdateFunction
  /** The function as the plan saw it: an upload refuses when it has changed by then. */
  seen: RemoteFunction
  wanted: Wanted
}

/** segment.config.json has no id, and the workspace has functions of the same name: a person must decide. */
export interface Adopt {
  kind: 'adopt'
  name: string
  /** As Segment shows it. */
  displayName: string
  candidates: Pick<FunctionItem, 'id' | 'displayName' | 'createdAt'>[]
}

/** This function cannot be planned; the others can. */
export interface Problem {
  kind: 'problem'
  name: string
  message: string
  hint?: string
}

export interface PlanInput {
  environment: string
  workspace: Workspace
  idFile: string
  functions: CompiledFunction[]
  /** Function name to what the workspace has of it. */
  remote: Record<string, RemoteState>
  /** Stamped into the code that is uploaded; absent outside a git repository. */
  commit?: string
}

export function planUpload(input: PlanInput): UploadPlan {
  const { environment, workspace, idFile, functions, remote, commit } = input
  return {
    environment,
    workspace,
    idFile,
    functions: functions.map((compiled) => {
      const { name, displayName } = compiled.manifest
      const kind = kindOf(compiled.manifest)
      const shown = shownName(displayName, kind, workspace.name)
      if (shown.length > maxDisplayName) return tooLong(name, shown)
      const state = remote[name]!
      switch (state.kind) {
        case 'absent':
          return planCreate(name, kind, wantedFunction(compiled, commit))
        case 'present':
          return planUpdate(name, wantedFunction(compiled, commit), compiled, state)
        case 'sameName':
          return {
            kind: 'adopt',
            name,
            displayName: shown,
            candidates: state.candidates.map(({ id, displayName, createdAt }) => ({
              id,
              displayName: shownName(displayName, kind, workspace.name),
              ...(createdAt !== undefined && { createdAt })
            }))
          }
        case 'problem':
          return { kind: 'problem', name, message: state.message, ...(state.hint && { hint: state.hint }) }
      }
    })
  }
}

/** Code in Segment may hold anything, also the token: what of it is shown, does not. */
export function redactDiffs(plan: UploadPlan, redact: (text: string) => string): UploadPlan {
  const functions = plan.functions.map((item) => {
    if (item.kind !== 'update') return item
    const { codeDiff, drift } = item
    return {
      ...item,
      ...(codeDiff !== undefined && { codeDiff: redact(codeDiff) }),
      ...(drift && { drift: { ...drift, diff: redact(drift.diff) } })
    }
  })
  return { ...plan, functions }
}

/** A longer one makes Segment answer 500 (documented for insert functions; taken to hold for all of them). */
const maxDisplayName = 120

const tooLong = (name: string, shownName: string): Problem => ({
  kind: 'problem',
  name,
  message: `segment.config.json: functions.${name}.displayName becomes "${shownName}" in Segment, which has ${shownName.length} characters; ${maxDisplayName} are allowed.`,
  hint: 'Shorten displayName.'
})

/**
 * @param changesTooMuch - of what past events come to
 * @returns 0 nothing to do, 2 a function that cannot be planned, 3 changes, 4 what a person should decide
 */
export function planExitCode({ functions }: UploadPlan, changesTooMuch = false): 0 | 2 | 3 | 4 {
  if (functions.some(({ kind }) => kind === 'problem')) return 2
  if (changesTooMuch || functions.some(needsDecision)) return 4
  return functions.every(({ kind }) => kind === 'none') ? 0 : 3
}

const needsDecision = (plan: FunctionPlan): boolean =>
  plan.kind === 'adopt' || (plan.kind === 'update' && (plan.breaking.length > 0 || plan.drift !== undefined))

function wantedFunction({ code, settings, manifest }: CompiledFunction, commit: string | undefined): Wanted {
  const { displayName, description, logoUrl } = manifest
  return {
    displayName,
    description,
    ...(logoUrl !== undefined && { logoUrl }),
    code: commit === undefined ? code : stampCommit(code, commit),
    settings
  }
}

function planCreate(name: string, resourceType: FunctionKind, wanted: Wanted): Create {
  return {
    kind: 'create',
    name,
    settings: wanted.settings.map((setting) => ({ kind: 'added', setting })),
    request: { resourceType, ...wanted }
  }
}

function planUpdate(
  name: string,
  wanted: Wanted,
  { code: built, manifest }: CompiledFunction,
  { remote, versions }: Extract<RemoteState, { kind: 'present' }>
): NoChange | Update {
  const differences = compareFunction(remote, wanted)
  const deploys = differences.code || !runsLatest(remote)
  const { meta, settings } = differences
  if (!deploys && meta.length === 0 && settings.length === 0) return { kind: 'none', name, id: remote.id }
  const drift = describeDrift(remote.code, versions, built)
  return {
    kind: 'update',
    name,
    id: remote.id,
    meta,
    settings,
    ...(differences.code && {
      codeDiff: diffCode(withoutCommit(remote.code), built, 'Segment', 'the local build')
    }),
    resourceType: kindOf(manifest),
    deploys,
    breaking: breakingChanges(settings, {
      before: differences.code ? handlersOf(remote.code) : [],
      after: manifest.handlers
    }),
    ...(drift && { drift }),
    // A PATCH without code deploys nothing, so no more is sent than what differs.
    request: {
      ...Object.fromEntries(meta.map(({ key, to }) => [key, to])),
      ...(deploys && { code: wanted.code }),
      ...(settings.length > 0 && { settings: wanted.settings })
    },
    seen: remote,
    wanted
  }
}
