/** `npm run compare -- dub --events FILES…`: past events through two forms of a function; what would change. */
import path from 'node:path'
import type { Session } from './session.ts'
import { defineVerb, jsonOption } from './verb.ts'

interface Flags {
  events: string[]
  against: string
  env?: string
  settings?: string
  html?: string
  type?: string[]
  event?: string[]
  from?: string
  to?: string
  sample?: string
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
    command
      .argument('<function>', 'a function of segment.config.json')
      .requiredOption(
        '--events <files...>',
        'files, folders or globs with events: NDJSON or arrays, also as .gz; - for standard input'
      )
      .option('--against <form>', 'git:REF, a function.js, or workspace (with --env)', 'git:HEAD')
      .option('--env <name>', 'the environment of --against workspace')
      .option('--settings <file>', 'a JSON file with the settings; obviously fake ones without it')
      .option('--type <types...>', 'only events of these types')
      .option('--event <names...>', 'only track events of these names')
      .option('--from <time>', 'only events from then on: 2026-01-31, or a time with its zone')
      .option('--to <time>', 'only events before then')
      .option('--sample <share>', '1/100 takes one event in a hundred, the same ones each time')
      .option('--html <file>', 'also write a page with bars and examples')
      .option('--max-changed <share>', 'end with exit code 1 when more change: 5%')
      .option(...jsonOption),
  async run(session, flags: Flags, name: string) {
    const { root, cwd, progress } = session
    const { readSample, readShare, readTime } = await import('../history/selection.ts')
    const selection = {
      types: flags.type,
      events: flags.event,
      from: flags.from === undefined ? undefined : readTime(flags.from),
      to: flags.to === undefined ? undefined : readTime(flags.to),
      sample: flags.sample === undefined ? undefined : readSample(flags.sample)
    }
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
    const comparison = await compareEvents({
      function: name,
      before,
      after,
      ...(await settingsFor(root, fn, flags.settings && session.path(flags.settings))),
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
