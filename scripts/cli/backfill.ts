/** `npm run backfill -- dub --events FILES… --settings FILE --live`: past events through a function, at the vendor's pace. */
import { backfillEnding } from './backfill-ending.ts'
import { backfillSegment } from './backfill-segment.ts'
import { backfillOnQueue, isQueueWord, queueWords } from './backfill-queue.ts'
import type { BackfillFlags } from './backfill-flags.ts'
import { declareSelection, eventFiles, readSelection } from './past-events.ts'
import type { Session } from './session.ts'
import { stoppable } from './stopping.ts'
import { defineVerb, jsonOption, type Ending } from './verb.ts'
import { wholeNumber } from './whole-number.ts'

export default defineVerb({
  name: 'backfill',
  group: 'send',
  summary: "Send past events through a function, at the vendor's pace; goes on where it stopped",
  examples: [
    'npm run backfill -- dub --events segment-logs',
    'npm run backfill -- dub --events segment-logs --settings dub.json --rate 5/s --live'
  ],
  declare: (command) =>
    declareSelection(command)
      .argument('<function>', `a function of segment.config.json; with --queue also ${queueWords.join(', ')}`)
      .option('--events <files...>', eventFiles)
      .option('--settings <file>', 'a JSON file with the settings; needed with --live')
      .option('--live', 'really send; without it everything is answered with 200 {} and nothing is kept')
      .option(
        '--rate <rate>',
        'requests, or events to Segment, a second (5/s) or a minute (100/m); what the definition says of its vendor when left out'
      )
      .option('--concurrency <n>', 'calls at the same time', wholeNumber(1), 10)
      .option('--id <name>', 'names the journal in .backfill; made of function and files when left out')
      .option('--force', 'go on with the journal of another version of the function')
      .option('--through <way>', 'segment: let Segment run the function, needs --env')
      .option('--env <name>', 'the environment of --through segment')
      .option(
        '--write-key <variable>',
        'the environment variable with the write key of a source, for --through segment',
        'SEGMENT_WRITE_KEY'
      )
      .option('--queue <redis>', 'share the work with other machines: redis://host:6379')
      .option(...jsonOption),
  run: (unstopped: Session, flags: BackfillFlags, name: string) =>
    stoppable(unstopped, (signal) => run({ ...unstopped, signal }, flags, name))
})

async function run(session: Session, flags: BackfillFlags, name: string): Promise<Ending> {
  const { root, cwd, progress } = session
  await checkFlags(flags, name)
  if (flags.through !== undefined && flags.live) return backfillSegment(session, flags, name)
  if (flags.queue !== undefined && (isQueueWord(name) || flags.live))
    return backfillOnQueue(session, flags, name)
  const { readRate } = await import('../history/selection.ts')
  const { findEventFiles } = await import('../history/files.ts')
  const { backfill } = await import('../history/backfill/index.ts')
  const { stateLine } = await import('../history/backfill/print.ts')
  const result = await backfill({
    root,
    function: name,
    files: await findEventFiles(cwd, flags.events!),
    selection: await readSelection(flags),
    settings: flags.settings && session.path(flags.settings),
    live: flags.live ?? false,
    perSecond: flags.rate === undefined ? undefined : readRate(flags.rate),
    concurrency: flags.concurrency,
    id: flags.id,
    force: flags.force ?? false,
    signal: session.signal,
    onProgress: progress && ((state) => progress(stateLine(state, Date.now())))
  })
  return backfillEnding(session, result)
}

async function checkFlags(
  { events, live, settings, queue, through }: BackfillFlags,
  name: string
): Promise<void> {
  const { UserError } = await import('../shared/errors.ts')
  if (queue !== undefined && isQueueWord(name)) return
  if (events === undefined && isQueueWord(name))
    throw new UserError('usage', `"${name}" is about a backfill on a queue.`, 'Add --queue redis://….')
  if (events === undefined) throw new UserError('usage', 'There are no events.', 'Add --events and files.')
  if (!live) return
  if (settings === undefined && queue === undefined && through === undefined)
    throw new UserError('usage', '--live needs the settings of an instance.', 'Add --settings FILE.')
  if (events.includes('-'))
    throw new UserError(
      'usage',
      'A backfill goes on where it stopped, which standard input cannot.',
      'Write the events to a file first.'
    )
}
