/** `npm run replay [-- dub]`: builds functions and replays their fixtures. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Session } from './session.ts'
import { UserError } from '../shared/errors.ts'
import { askOnTerminal } from './environment.ts'
import { defineVerb, jsonOption, type Ending } from './verb.ts'

interface Flags {
  fixtures?: string
  watch?: boolean
  coverage?: boolean
  complete?: boolean
  update?: boolean
  outcomes?: boolean
  yes?: boolean
}

export default defineVerb({
  name: 'replay',
  group: 'prove',
  summary: 'Build functions and replay their fixtures through them and through actions-core',
  examples: ['npm run replay -- dub --update', 'npm run replay -- --complete'],
  declare: (command) =>
    command
      .argument('[functions...]', 'functions of segment.config.json; all when left out')
      .option('--fixtures <dir>', 'the folder of the fixtures; `fixtures` of the project when left out')
      .option('--coverage', 'print which handlers, presets, fields and outcomes no fixture reaches')
      .option(
        '--complete',
        'fail unless fixtures reach all that each function has on, and say what is missing'
      )
      .option(
        '--update',
        'rewrite what failing fixtures expect to be sent, and the words of errors; shows the difference and asks'
      )
      .option('--outcomes', 'with --update: rewrite outcomes that changed, too')
      .option('--yes', 'with --update: write what is shown without asking')
      .option('--watch', 'replay again when a destination, a fixture or the config changes')
      .option(...jsonOption),
  async run(session, { watch, coverage, complete, update, ...flags }: Flags, functions: string[]) {
    const fixtures = flags.fixtures === undefined ? 'fixtures' : session.path(flags.fixtures)
    refuseTogether({ watch, coverage, complete, update, ...flags })
    if (update) return updateFixtures(session, { functions, fixturesDir: fixtures, ...flags })
    if (watch) {
      await replayOnChange(session, functions, fixtures, coverage)
      return {}
    }
    const { replayFixtures } = await import('../replay/index.ts')
    const { printReport } = await import('../replay/print.ts')
    const report = await replayFixtures({
      root: session.root,
      functions,
      fixturesDir: fixtures,
      ...progressOf(session)
    })
    session.progress?.('\r\u001b[K')
    const { coverage: reached, demands, ...counts } = report
    return {
      data: { ...counts, ...(coverage && { coverage: reached }), ...(complete && { demands }) },
      text: printReport(report, { coverage, complete }),
      exitCode: report.failed > 0 || (complete && demands.length > 0) ? 1 : 0
    }
  }
})

const progressOf = ({ progress }: Session) =>
  progress && {
    onProgress: (done: number, total: number) => progress(`\r${done} of ${total} fixtures`)
  }

/** What would be passed over is a mistake of whoever typed it. */
function refuseTogether({ watch, coverage, complete, update, outcomes, yes }: Flags): void {
  const refuse = (message: string, hint: string) => new UserError('usage', message, hint)
  if (!update && (outcomes || yes))
    throw refuse(`${outcomes ? '--outcomes' : '--yes'} is for --update.`, 'Add --update, or leave it out.')
  if (update && (watch || coverage || complete))
    throw refuse('--update goes alone.', 'Replay again afterwards, with --watch, --coverage or --complete.')
  if (watch && complete) throw refuse('--watch and --complete exclude each other.', 'Leave one out.')
}

/** Shows what would be rewritten, asks, and writes it. */
async function updateFixtures(
  session: Session,
  { yes, ...options }: Pick<Flags, 'outcomes' | 'yes'> & { functions: string[]; fixturesDir: string }
): Promise<Ending> {
  const { planUpdate, writeUpdates } = await import('../replay/update.ts')
  const { root, json, stdout } = session
  const ask = yes ? undefined : await askOnTerminal(session)
  if (!yes && !ask)
    throw new UserError(
      'usage',
      '--update asks before it rewrites fixtures, and nobody can answer here.',
      'Add --yes, and look at the changes with git diff.'
    )
  const { updates, left, report } = await planUpdate({ root, ...options, ...progressOf(session) })
  session.progress?.('\r\u001b[K')
  const diffs = updates.map(({ diff }) => `${diff}\n`).join('')
  const problems = left.flatMap((fixture) => fixture.problems).map((problem) => `${problem}\n\n`)
  if (!json) stdout.write(`${problems.join('')}${diffs}`)
  const isWanted =
    updates.length > 0 && (!ask || (await ask(`Rewrite ${numberOf(updates.length)} like this?`)))
  if (isWanted) await writeUpdates(root, updates)
  const updated = isWanted ? updates : []
  const passed = report.passed + updated.length
  const failed = report.failed - updated.length
  return {
    data: { passed, failed, updated: updated.map(({ file, diff }) => ({ file, diff })), left },
    text: `${numberOf(updated.length)} rewritten\n\n${passed} passed, ${failed} failed\n`,
    exitCode: failed > 0 ? 1 : 0
  }
}

const numberOf = (count: number): string => `${count} ${count === 1 ? 'fixture' : 'fixtures'}`

/** The threads stay from run to run; config, definitions and fixtures are read anew. */
async function replayOnChange(
  { root }: Session,
  functions: string[],
  fixtures: string,
  coverage: boolean | undefined
): Promise<void> {
  const { Replayer } = await import('../replay/index.ts')
  const { printReport } = await import('../replay/print.ts')
  const { runOnChange } = await import('../replay/watch.ts')
  const paths = ['destinations', 'scripts/runtime', 'segment.config.json', fixtures]
  const replayer = new Replayer({ root, functions, fixturesDir: fixtures, remembers: true })
  const replay = () =>
    replayer.run().then(
      (report) => printReport(report, { coverage }),
      (error: unknown) => {
        // A mistake in a file that is being written is mended by the next save.
        if (error instanceof UserError) return `${error.message}\n${error.hint ? `  ${error.hint}\n` : ''}`
        throw error
      }
    )
  try {
    await runOnChange({
      paths: paths.map((name) => path.resolve(root, name)).filter((name) => existsSync(name)),
      run: async (changed) => {
        const started = performance.now()
        const files = changed.map((file) => path.relative(root, file)).join(', ')
        if (files) process.stdout.write(`\nchanged: ${files}\n`)
        process.stdout.write(await replay())
        process.stdout.write(`${Math.round(performance.now() - started)} ms, watching\n`)
      }
    })
  } finally {
    await replayer.close()
  }
}
