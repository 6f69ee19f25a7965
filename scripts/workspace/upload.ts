/**
 * The whole of an upload: build, compare, replay what would be uploaded, show the plan, ask, write. Every way it can
 * end is one kind of {@link UploadResult}.
 */
import type { CompiledFunction } from '../compile/types.ts'
import { UserError } from '../shared/errors.ts'
import { applyPlan } from './apply.ts'
import type { Applied } from './apply.ts'
import { writeFunctionId } from './config-file.ts'
import type { OpenWorkspace } from './environment.ts'
import { currentCommit } from './git.ts'
import type { WriteProgress } from './interrupted.ts'
import { planUpload, redactDiffs } from './plan.ts'
import type { Adopt, Update, UploadPlan } from './plan.ts'
import { readRemote } from './remote.ts'
import type { Workspace } from './types.ts'

export interface ReplaySummary {
  passed: number
  failed: number
  /** The fixtures that failed. */
  failedFiles: string[]
}

export interface UploadOptions {
  root: string
  open: OpenWorkspace
  build: () => Promise<CompiledFunction[]>
  /** Replays the fixtures of the functions named; absent: uploads without. */
  replay?: (names: string[]) => Promise<ReplaySummary>
  /** Writes without asking. */
  yes?: boolean
  allowBreaking?: boolean
  overwriteDrift?: boolean
  /** Looks closer at a plan that would change something; returns why it must not be carried out. */
  examine?: (plan: UploadPlan) => Promise<string[]>
  /** Resolves after as many milliseconds. */
  sleep: (ms: number) => Promise<unknown>
}

/** The person at the keyboard. */
export interface Person {
  /** Shows a plan; called before anything is asked. */
  show: (plan: UploadPlan) => void
  /** Absent where nobody can answer: no terminal, or `--json`. */
  ask?: (question: string) => Promise<boolean>
  /** Told before work that takes a while. */
  onProgress?: (text: string) => void
  /** Told how far the writing is, before each function. */
  onWrite?: (progress: WriteProgress) => void
}

export type UploadResult = { plan: UploadPlan } & (
  | { outcome: 'nothing' }
  /** Breaking changes or drift without the flag that allows them. */
  | { outcome: 'refused'; reasons: string[] }
  | { outcome: 'replayFailed'; replay: ReplaySummary }
  | { outcome: 'declined' }
  | { outcome: 'applied'; results: Applied[] }
)

/** Reads the workspace and compares; writes nothing but the build. */
export async function makePlan(options: Pick<UploadOptions, 'root' | 'open' | 'build'>): Promise<UploadPlan> {
  // The token is tried before the work of a build begins.
  const workspace = await options.open.client.workspace()
  return planFor(options.root, options.open, workspace, await options.build())
}

/**
 * @throws {UserError} `usage` when nobody can be asked and `--yes` was not given
 */
export async function uploadFunctions(options: UploadOptions, person: Person): Promise<UploadResult> {
  const { root, open, sleep } = options
  const { client } = open
  const workspace = await client.workspace()
  const functions = await options.build()
  const first = await planFor(root, open, workspace, functions)
  person.show(first)

  const adopted = await askForAdoption(first, options, person)
  const plan = adopted
    ? await planFor(root, { ...open, ids: { ...open.ids, ...adopted } }, workspace, functions)
    : first
  if (adopted) person.show(plan)

  const written = plan.functions.filter(({ kind }) => kind === 'create' || kind === 'update')
  if (written.length === 0) return { plan, outcome: 'nothing' }
  const reasons = [...refusals(plan, options), ...((await options.examine?.(plan)) ?? [])]
  if (reasons.length > 0) return { plan, outcome: 'refused', reasons }
  if (!options.yes && !person.ask) {
    throw new UserError(
      'usage',
      'Nobody can be asked here, so nothing was uploaded.',
      'Add --yes to upload what the plan shows.'
    )
  }
  if (options.replay) {
    person.onProgress?.('Replaying the fixtures')
    const replay = await options.replay(written.map(({ name }) => name))
    if (replay.failed > 0) return { plan, outcome: 'replayFailed', replay }
  }
  if (!options.yes && person.ask) {
    const question = `Upload ${written.map(({ name }) => name).join(', ')} to ${workspace.name}?`
    if (!(await person.ask(question))) return { plan, outcome: 'declined' }
  }
  const results = await applyPlan(plan, {
    client,
    sleep,
    saveId: (name, id) =>
      writeFunctionId(root, { file: open.idFile, environment: plan.environment, name, id }, sleep),
    ...(person.onProgress && { onProgress: person.onProgress }),
    ...(person.onWrite && { onWrite: person.onWrite })
  })
  return { plan, outcome: 'applied', results }
}

/** 0 all is as it shall be; 1 something failed; 2 nothing could be tried; 4 refused for a person to decide. */
export function uploadExitCode(result: UploadResult): 0 | 1 | 2 | 4 {
  switch (result.outcome) {
    case 'nothing':
      return result.plan.functions.every(({ kind }) => kind === 'none') ? 0 : 2
    case 'refused':
      return 4
    case 'replayFailed':
    case 'declined':
      return 1
    case 'applied':
      return result.results.some(({ outcome }) => outcome === 'failed' || outcome === 'unverified') ? 1 : 0
  }
}

async function planFor(
  root: string,
  open: OpenWorkspace,
  workspace: Workspace,
  functions: CompiledFunction[]
): Promise<UploadPlan> {
  const commit = await currentCommit(root)
  const plan = planUpload({
    environment: open.environment,
    workspace,
    idFile: open.idFile,
    functions,
    remote: await readRemote(open, functions),
    ...(commit !== undefined && { commit })
  })
  return redactDiffs(plan, open.redact)
}

/**
 * A function that somebody made by hand may be this one: a person says so, never `--yes`.
 *
 * @returns function name to id of what was adopted; undefined when nothing was
 */
async function askForAdoption(
  plan: UploadPlan,
  { root, sleep }: UploadOptions,
  { ask }: Person
): Promise<Record<string, string> | undefined> {
  const adopted: Record<string, string> = {}
  const offers = plan.functions.filter((item): item is Adopt => item.kind === 'adopt')
  for (const { name, candidates } of ask ? offers : []) {
    // Which of several it is can only be said by writing the id down.
    const [only, ...more] = candidates
    if (!only || more.length > 0) continue
    if (await ask!(`Take over "${only.displayName}" (${only.id}) as ${name}?`)) {
      const { environment, idFile: file } = plan
      await writeFunctionId(root, { file, environment, name, id: only.id }, sleep)
      adopted[name] = only.id
    }
  }
  return Object.keys(adopted).length > 0 ? adopted : undefined
}

/** Why a plan is not carried out without the flag that allows it. */
export function refusals(
  plan: UploadPlan,
  { allowBreaking, overwriteDrift }: Pick<UploadOptions, 'allowBreaking' | 'overwriteDrift'>
): string[] {
  const updates = plan.functions.filter((item): item is Update => item.kind === 'update')
  const breaking = updates.filter((item) => item.breaking.length > 0 && !allowBreaking)
  const drifted = updates.filter((item) => item.drift && !overwriteDrift)
  return [
    ...breaking.map(({ name }) => `${name} would break; --allow-breaking uploads it all the same.`),
    ...drifted.map(
      ({ name }) =>
        `${name} has code in Segment that was not uploaded from here; --overwrite-drift replaces it, and npm run pull saves it.`
    )
  ]
}
