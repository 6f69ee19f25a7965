/** `npm run replay [-- dub]`: builds functions and replays their fixtures. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Session } from './session.ts'
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
      await replayOnChange(session, fixtures)
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

/** Each run is a process of its own: what was imported once would not notice that its file changed. */
async function replayOnChange({ root, cwd }: Session, fixtures: string): Promise<void> {
  const { runOnChange } = await import('../replay/watch.ts')
  const paths = ['destinations', 'scripts/runtime', 'segment.config.json', fixtures]
  const args = process.argv.slice(1).filter((argument) => argument !== '--watch')
  await runOnChange({
    paths: paths.map((name) => path.resolve(root, name)).filter((name) => existsSync(name)),
    run: () =>
      new Promise((ended, failed) => {
        spawn(process.execPath, [...process.execArgv, ...args], { cwd, stdio: 'inherit' })
          .on('error', failed)
          .on('exit', () => ended())
      })
  })
}
