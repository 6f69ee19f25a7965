/** `--events` of plan and upload: what the functions that would change make of past events, now and then. */
import type { Comparison } from '../history/compare.ts'
import type { UploadPlan } from '../workspace/plan.ts'
import { declareSelection, eventFiles, readSelection, type SelectionFlags } from './past-events.ts'
import type { Session } from './session.ts'
import type { Command } from 'commander'

export interface PlannedFlags extends SelectionFlags {
  events?: string[]
  settings?: string
  maxChanged?: string
}

export const declarePlannedComparison = (command: Command): Command =>
  declareSelection(
    command.option('--events <files...>', `also show what changes for past events: ${eventFiles}`)
  )
    .option('--settings <file>', 'settings of the one function for --events; obviously fake ones without it')
    .option('--max-changed <share>', 'refuse when more of the events change: 5%; needs --events')

export interface PlannedComparison {
  comparisons: Comparison[]
  /** As people read it, with a blank line before each comparison. */
  text: string
  /** Why the plan must not be carried out. */
  reasons: string[]
}

/**
 * @returns compares what the workspace runs with what would run there; nothing for functions whose code stays, for new ones
 *   and for sources. Wrong flags are refused before anything is read or built.
 */
export async function planComparer(
  session: Session,
  flags: PlannedFlags
): Promise<(plan: UploadPlan) => Promise<PlannedComparison>> {
  const { root, cwd, progress } = session
  const { UserError } = await import('../shared/errors.ts')
  const { readShare } = await import('../history/selection.ts')
  const selection = await readSelection(flags)
  const most = flags.maxChanged === undefined ? 1 : readShare(flags.maxChanged)
  if (flags.events === undefined) {
    const chosen = [flags.maxChanged, flags.settings, ...Object.values(selection)]
    if (chosen.some((value) => value !== undefined))
      throw new UserError('usage', 'Events are chosen, but there are none.', 'Add --events and files.')
    return () => Promise.resolve({ comparisons: [], text: '', reasons: [] })
  }
  const { findEventFiles } = await import('../history/files.ts')
  const files = await findEventFiles(cwd, flags.events)
  return async ({ functions, environment }) => {
    const { loadConfig } = await import('../input/config.ts')
    const { resolveFunction } = await import('../compile/index.ts')
    const { settingsFor } = await import('../history/settings.ts')
    const { compareEvents } = await import('../history/compare.ts')
    const { percent, printComparison } = await import('../history/print.ts')
    const config = await loadConfig(root)
    const result: PlannedComparison = { comparisons: [], text: '', reasons: [] }
    const changed = functions.flatMap((item) =>
      item.kind === 'update' && item.codeDiff !== undefined && item.resourceType === 'DESTINATION'
        ? [item]
        : []
    )
    if (flags.settings !== undefined && changed.length > 1)
      throw new UserError(
        'usage',
        `--settings are those of one function, and ${changed.length} change.`,
        'Name one function, or leave the settings out.'
      )
    const settings = flags.settings && session.path(flags.settings)
    for (const { name, seen, wanted } of changed) {
      progress?.(`Taking past events through ${name} …\n`)
      const comparison = await compareEvents({
        function: name,
        before: seen.code,
        after: wanted.code,
        ...(await settingsFor(root, await resolveFunction(root, name, config.functions[name]!), settings)),
        files,
        selection
      })
      const { events, different } = comparison
      const share = events === 0 ? 0 : different / events
      result.comparisons.push(comparison)
      result.text += `\n${printComparison(comparison, `what ${environment} runs`)}`
      if (share > most)
        result.reasons.push(
          `${name} would change ${percent(share)} of the events; --max-changed allows ${percent(most)}.`
        )
    }
    return result
  }
}
