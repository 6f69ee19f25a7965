/**
 * `npm run bench`: compiled functions beside actions-core, as ratios of one run, and the size of each function. The same
 * is written to dist/bench.json, for whoever compares runs.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Command } from 'commander'
import { bench } from '../bench/index.ts'
import type { BenchReport } from '../bench/index.ts'
import { printJson, projectRoot, runCommand, showsProgress } from './command.ts'
import { table } from '../shared/table.ts'

const program = new Command('bench')
  .description('Measure compiled functions beside actions-core')
  .option('--json', 'print the result as JSON')
  .action(async ({ json }: { json?: boolean }) => {
    const progress = showsProgress(json)
    const report = await bench(projectRoot(), (step) => {
      if (progress) process.stderr.write(`${step}\n`)
    })
    const file = path.join(projectRoot(), 'dist', 'bench.json')
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, `${JSON.stringify(report, null, 2)}\n`)
    if (json) printJson(report)
    else process.stdout.write(`${describe(report)}\nAlso written to dist/bench.json.\n`)
  })

function describe({ speed, sizes }: BenchReport): string {
  const { compiled, actionsCore, ratios } = speed
  const speedTable = table([
    [speed.function, 'compiled', 'actions-core', 'ratio'],
    [
      'load + first event',
      `${compiled.firstEventMs.toFixed(2)} ms`,
      `${actionsCore.firstEventMs.toFixed(1)} ms`,
      `${ratios.firstEvent.toFixed(0)}x`
    ],
    [
      'each further event',
      `${compiled.eventMicroseconds.toFixed(2)} µs`,
      `${actionsCore.eventMicroseconds.toFixed(1)} µs`,
      `${ratios.event.toFixed(0)}x`
    ]
  ])
  const sizeTable = table([
    ['function', 'bytes', 'minified'],
    ...sizes.map((size) => [size.function, String(size.bytes), String(size.minifiedBytes)])
  ])
  return `${speedTable}\n\n${sizeTable}\n`
}

await runCommand(program)
