/** `npm run backfill -- dub --events FILES… --settings FILE --live`: past events through a function, at the vendor's pace. */
import type { Session } from './session.ts'
import { defineVerb, jsonOption } from './verb.ts'
import { wholeNumber } from './whole-number.ts'

interface Flags {
  events: string[]
  settings?: string
  live?: boolean
  rate?: string
  concurrency: number
  id?: string
  force?: boolean
  type?: string[]
  event?: string[]
  from?: string
  to?: string
}

export default defineVerb({
  name: 'backfill',
  group: 'send',
  summary: "Send past events through a function, at the vendor's pace; goes on where it stopped",
  examples: [
    'npm run backfill -- dub --events segment-logs',
    'npm run backfill -- dub --events segment-logs --settings dub.json --rate 5/s --live'
  ],
  declare: (command) =>
    command
      .argument('<function>', 'a function of segment.config.json')
      .requiredOption(
        '--events <files...>',
        'files, folders or globs with events: NDJSON or arrays, also as .gz'
      )
      .option('--settings <file>', 'a JSON file with the settings; needed with --live')
      .option('--live', 'really send; without it everything is answered with 200 {} and nothing is kept')
      .option(
        '--rate <rate>',
        'requests a second (5/s) or a minute (100/m); what the definition says of its vendor when left out'
      )
      .option('--concurrency <n>', 'calls at the same time', wholeNumber(1), 10)
      .option('--id <name>', 'names the journal in .backfill; made of function and files when left out')
      .option('--force', 'go on with the journal of another version of the function')
      .option('--type <types...>', 'only events of these types')
      .option('--event <names...>', 'only track events of these names')
      .option('--from <time>', 'only events from then on: 2026-01-31, or a time with its zone')
      .option('--to <time>', 'only events before then')
      .option(...jsonOption),
  async run(session: Session, flags: Flags, name: string) {
    const { root, cwd, progress } = session
    const { UserError } = await import('../shared/errors.ts')
    if (flags.live && flags.settings === undefined)
      throw new UserError('usage', '--live needs the settings of an instance.', 'Add --settings FILE.')
    if (flags.live && flags.events.includes('-'))
      throw new UserError(
        'usage',
        'A backfill goes on where it stopped, which standard input cannot.',
        'Write the events to a file first.'
      )
    const { readRate, readTime } = await import('../history/selection.ts')
    const { findEventFiles } = await import('../history/files.ts')
    const { backfill } = await import('../history/backfill/index.ts')
    const { printBackfill, stateLine } = await import('../history/backfill/print.ts')
    const result = await backfill({
      root,
      function: name,
      files: await findEventFiles(cwd, flags.events),
      selection: {
        types: flags.type,
        events: flags.event,
        from: flags.from === undefined ? undefined : readTime(flags.from),
        to: flags.to === undefined ? undefined : readTime(flags.to)
      },
      settings: flags.settings && session.path(flags.settings),
      live: flags.live ?? false,
      perSecond: flags.rate === undefined ? undefined : readRate(flags.rate),
      concurrency: flags.concurrency,
      id: flags.id,
      force: flags.force ?? false,
      signal: session.signal,
      onProgress: progress && ((state) => progress(stateLine(state, Date.now())))
    })
    progress?.('\r\u001b[K')
    return {
      data: result,
      text: printBackfill(result),
      exitCode: result.failed > 0 || result.remaining > 0 ? 1 : 0
    }
  }
})
