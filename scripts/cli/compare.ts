/** `npm run compare -- dub --events FILES…`: past events through two forms of a function; what would change. */
import path from 'node:path'
import type { Session } from './session.ts'
import { declareSelection, eventFiles, readSelection, type SelectionFlags } from './past-events.ts'
import { defineVerb, jsonOption } from './verb.ts'

interface Flags extends SelectionFlags {
  events: string[]
  against: string
  env?: string
  settings?: string
  html?: string
  examples?: string
  maxChanged?: string
}

export default defineVerb({
  name: 'compare',
  group: 'see',
  summary: 'Show what a change of a function would do to past events',
  examples: [
    'npm run compare -- dub --events segment-logs',
    'npm run compare -- dub --events events.ndjson --against workspace --env production --max-changed 5%'
  ],
  declare: (command) =>
    declareSelection(command)
      .argument('<function>', 'a function of segment.config.json')
      .requiredOption('--events <files...>', eventFiles)
      .option('--against <form>', 'git:REF, a function.js, or workspace (with --env)', 'git:HEAD')
      .option('--env <name>', 'the environment of --against workspace')
      .option('--settings <file>', 'a JSON file with the settings; obviously fake ones without it')
      .option('--html <file>', 'also write a page with bars and examples')
      .option('--examples <dir>', 'also write the examples as fixtures, for replay --fixtures')
      .option('--max-changed <share>', 'end with exit code 1 when more change: 5%')
      .option(...jsonOption),
  async run(session, flags: Flags, name: string) {
    const { root, cwd, progress } = session
    const selection = await readSelection(flags)
    const { readShare } = await import('../history/selection.ts')
    const mostChanged = flags.maxChanged === undefined ? 1 : readShare(flags.maxChanged)
    const { findEventFiles } = await import('../history/files.ts')
    const files = await findEventFiles(cwd, flags.events)
    const { openForms } = await import('../history/forms.ts')
    const against = /^(git:|workspace$)/.test(flags.against) ? flags.against : session.path(flags.against)
    const { fn, before, after } = await openForms(root, name, against, () =>
      codeInWorkspace(session, flags, name)
    )
    const { settingsFor } = await import('../history/settings.ts')
    const { compareEvents } = await import('../history/compare.ts')
    const { progressLine } = await import('../history/progress.ts')
    const line = progressLine(Date.now)
    const given = await settingsFor(root, fn, flags.settings && session.path(flags.settings))
    const comparison = await compareEvents({
      function: name,
      before,
      after,
      ...given,
      files,
      selection,
      onProgress: progress && ((state) => progress(line(state)))
    })
    progress?.('\r\u001b[K')
    if (flags.html !== undefined) {
      const { writeFiles } = await import('../shared/write-files.ts')
      const { comparisonPage } = await import('../history/html.ts')
      const page = path.resolve(cwd, flags.html)
      await writeFiles(path.dirname(page), { [path.basename(page)]: comparisonPage(comparison, against) })
    }
    if (flags.examples !== undefined) {
      const { writeExamples } = await import('../history/example-fixtures.ts')
      const { settings } = given
      await writeExamples(path.resolve(cwd, flags.examples), comparison, { fn, code: after, settings })
    }
    const { printComparison } = await import('../history/print.ts')
    const share = comparison.events === 0 ? 0 : comparison.different / comparison.events
    return {
      data: comparison,
      text: printComparison(comparison, against),
      exitCode: share > mostChanged ? 1 : 0
    }
  }
})

async function codeInWorkspace(session: Session, { env }: Flags, name: string): Promise<string> {
  const { UserError } = await import('../shared/errors.ts')
  if (env === undefined)
    throw new UserError('usage', '--against workspace needs an environment.', 'Add --env and its name.')
  const { openEnvironment } = await import('./environment.ts')
  const { codeOf } = await import('../workspace/pull.ts')
  return codeOf((await openEnvironment(session, env, [name])).open, name)
}
