/** `npm run replay [-- dub]`: builds functions and replays their fixtures. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Session } from './session.ts'
import { UserError } from '../shared/errors.ts'
import { defineVerb, jsonOption } from './verb.ts'

interface Flags {
  fixtures?: string
  watch?: boolean
  coverage?: boolean
}

export default defineVerb({
  name: 'replay',
  group: 'prove',
  summary: 'Build functions and replay their fixtures through them and through actions-core',
  examples: ['npm run replay -- dub', 'npm run replay -- dub --watch'],
  declare: (command) =>
    command
      .argument('[functions...]', 'functions of segment.config.json; all when left out')
      .option('--fixtures <dir>', 'the folder of the fixtures; `fixtures` of the project when left out')
      .option('--coverage', 'print which handlers, presets, fields and outcomes no fixture reaches')
      .option('--watch', 'replay again when a destination, a fixture or the config changes')
      .option(...jsonOption),
  async run(session, { watch, coverage, ...flags }: Flags, functions: string[]) {
    const fixtures = flags.fixtures === undefined ? 'fixtures' : session.path(flags.fixtures)
    if (watch) {
      await replayOnChange(session, functions, fixtures, coverage)
      return {}
    }
    const { replayFixtures } = await import('../replay/index.ts')
    const { printReport } = await import('../replay/print.ts')
    const { root, progress } = session
    const report = await replayFixtures({
      root,
      functions,
      fixturesDir: fixtures,
      ...(progress && { onProgress: (done, total) => progress(`\r${done} of ${total} fixtures`) })
    })
    progress?.('\r\u001b[K')
    const { coverage: reached, ...counts } = report
    return {
      data: coverage ? { ...counts, coverage: reached } : counts,
      text: printReport(report, { coverage }),
      exitCode: report.failed > 0 ? 1 : 0
    }
  }
})

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
  const replayer = new Replayer({ root, functions, fixturesDir: fixtures })
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
