/**
 * `npm run bench`: compiled functions beside actions-core, as ratios of one run, and the size of each function. The same
 * is written to dist/bench.json, for whoever compares runs.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { BenchReport } from '../bench/index.ts'
import { table } from '../shared/table.ts'
import { defineVerb, jsonOption } from './verb.ts'

export default defineVerb({
  name: 'bench',
  group: 'prove',
  summary: 'Measure compiled functions beside actions-core',
  examples: ['npm run bench'],
  declare: (command) => command.option(...jsonOption),
  async run({ root, progress }) {
    const { bench } = await import('../bench/index.ts')
    const report = await bench(root, (step) => progress?.(`${step}\n`))
    const file = path.join(root, 'dist', 'bench.json')
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, `${JSON.stringify(report, null, 2)}\n`)
    return { data: report, text: `${describe(report)}\nAlso written to dist/bench.json.\n` }
  }
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
    ['function', 'bytes', 'minified', 'browser.js, minified'],
    ...sizes.map(({ function: name, bytes, minifiedBytes, browser }) => [
      name,
      String(bytes),
      String(minifiedBytes),
      browser ? String(browser.minifiedBytes) : ''
    ])
  ])
  return `${speedTable}\n\n${sizeTable}\n`
}
