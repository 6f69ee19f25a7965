/** `npm run replay [-- dub]`: builds functions and replays their fixtures. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { printJson, projectRoot, runCommand, showsProgress } from './command.ts'
import { replayFixtures } from '../replay/index.ts'
import { printReport } from '../replay/print.ts'
import { runOnChange } from '../replay/watch.ts'

interface Flags {
  json?: boolean
  fixtures: string
  watch?: boolean
  coverage?: boolean
}

const program = new Command('replay')
  .description('Build functions and replay their fixtures through them and through actions-core')
  .argument('[functions...]', 'functions of segment.config.json; all when left out')
  .option('--fixtures <dir>', 'the folder of the fixtures', 'fixtures')
  .option('--coverage', 'print which handlers, presets, fields and outcomes no fixture reaches')
  .option('--watch', 'replay again when a destination, a fixture or the config changes')
  .option('--json', 'print the report as JSON')
  .action(async (functions: string[], flags: Flags) => {
    if (flags.watch) await watch(flags)
    else await replay(functions, flags)
  })

async function replay(functions: string[], { json, fixtures, coverage }: Flags): Promise<void> {
  const progress = showsProgress(json)
  const report = await replayFixtures({
    root: projectRoot(),
    functions,
    fixturesDir: fixtures,
    ...(progress && { onProgress: (done, total) => process.stderr.write(`\r${done} of ${total} fixtures`) })
  })
  if (progress) process.stderr.write('\r\u001b[K')
  if (report.failed > 0) process.exitCode = 1
  if (!json) return void process.stdout.write(printReport(report, { coverage }))
  const { coverage: reached, ...counts } = report
  printJson(coverage ? { ...counts, coverage: reached } : counts)
}

/** Each run is a process of its own: what was imported once would not notice that its file changed. */
async function watch({ fixtures }: Flags): Promise<void> {
  const paths = ['destinations', 'scripts/runtime', 'segment.config.json', fixtures]
  const args = process.argv.slice(1).filter((argument) => argument !== '--watch')
  await runOnChange({
    paths: paths.map((path) => resolve(projectRoot(), path)).filter((path) => existsSync(path)),
    run: () =>
      new Promise((ended, failed) => {
        spawn(process.execPath, [...process.execArgv, ...args], { stdio: 'inherit' })
          .on('error', failed)
          .on('exit', () => ended())
      })
  })
}

await runCommand(program)
