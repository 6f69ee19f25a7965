/**
 * `npm run bench`: compiled functions beside actions-core, as ratios of one run, and the size of each function; or how many
 * events `npm run dev` takes. The same is written to dist/bench.json, for whoever compares runs.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Argument } from 'commander'
import type { DevBenchReport, Frames } from '../bench/dev.ts'
import type { BenchReport } from '../bench/index.ts'
import { table } from '../shared/table.ts'
import { defineVerb, jsonOption } from './verb.ts'
import { wholeNumber } from './whole-number.ts'

interface Flags {
  function: string
  rate: number
  seconds: number
}

export default defineVerb({
  name: 'bench',
  group: 'prove',
  summary: 'Measure compiled functions beside actions-core, or the local Segment',
  examples: ['npm run bench', 'npm run bench -- dev --function dub --rate 500 --seconds 10'],
  declare: (command) =>
    command
      .addArgument(
        new Argument('[what]', 'the functions, or what `npm run dev` can take')
          .choices(['functions', 'dev'])
          .default('functions')
      )
      .option('--function <name>', 'of `dev`: the function that events go through', 'dub')
      .option('--rate <n>', 'of `dev`: events a second', wholeNumber(1, 100_000), 2_000)
      .option('--seconds <n>', 'of `dev`: for how long they come', wholeNumber(1, 3_600), 60)
      .option(...jsonOption),
  async run({ root, progress }, { function: name, rate, seconds }: Flags, what: string) {
    if (what === 'dev') {
      const { benchDev } = await import('../bench/dev.ts')
      const onProgress = (step: string) => progress?.(`${step}\n`)
      const report = await benchDev({ root, function: name, rate, seconds, onProgress })
      return { data: report, text: describeDev(report, rate) }
    }
    const { bench } = await import('../bench/index.ts')
    const report = await bench(root, (step) => progress?.(`${step}\n`))
    const file = path.join(root, 'dist', 'bench.json')
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, `${JSON.stringify(report, null, 2)}\n`)
    return { data: report, text: `${describe(report)}\nAlso written to dist/bench.json.\n` }
  }
})

function describe({ speed, pastEvents, sizes }: BenchReport): string {
  const { compiled, actionsCore, byHand, ratios } = speed
  const speedTable = table([
    [speed.function, 'compiled', 'actions-core', 'ratio', 'by hand', 'ratio'],
    [
      'load + first event',
      `${compiled.firstEventMs.toFixed(2)} ms`,
      `${actionsCore.firstEventMs.toFixed(1)} ms`,
      `${ratios.firstEvent.toFixed(0)}x`,
      '',
      ''
    ],
    [
      'each further event',
      `${compiled.eventMicroseconds.toFixed(2)} µs`,
      `${actionsCore.eventMicroseconds.toFixed(1)} µs`,
      `${ratios.event.toFixed(0)}x`,
      `${byHand.eventMicroseconds.toFixed(2)} µs`,
      `1/${ratios.byHand.toFixed(0)}`
    ]
  ])
  const { kept, notKept, ratios: pastRatios } = pastEvents
  const pastTable = table([
    ['past events', 'here', 'beside', 'ratio'],
    [
      'compare one / parse it for both forms',
      `${pastEvents.compareMicroseconds.toFixed(0)} µs of CPU`,
      `${pastEvents.parseMicroseconds.toFixed(0)} µs of CPU`,
      `${pastRatios.compare.toFixed(1)}x`
    ],
    [
      'billed for 1,000: connections kept / not',
      `${kept.billedMs.toLocaleString('en')} ms`,
      `${notKept.billedMs.toLocaleString('en')} ms`,
      `${pastRatios.billed.toFixed(1)}x`
    ],
    [
      'connections for 1,000: kept / not',
      kept.connections.toLocaleString('en'),
      notKept.connections.toLocaleString('en'),
      `${(notKept.connections / kept.connections).toFixed(0)}x`
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
  return `${speedTable}\n\n${pastTable}\n\n${sizeTable}\n`
}

function describeDev(report: DevBenchReport, rate: number): string {
  const { sent, taken, shown, finished, behindMs, memoryMb, cpuMsPerEvent, frames } = report
  const lost = taken - finished
  const rows = [
    [
      'sent',
      `${sent} events of ${rate * report.seconds}, in ${report.seconds} s, through ${report.function}`
    ],
    ['taken', String(taken)],
    ['shown', String(shown)],
    ['finished', lost === 0 ? 'all' : `${finished}; ${lost} never had their turn`],
    ['behind', `${behindMs} ms after the last one`],
    ['memory', `${memoryMb.join(', ')} MB`],
    ['CPU', `${cpuMsPerEvent.toFixed(2)} ms an event`],
    ...('reason' in frames
      ? [['frames of the page', `not measured: ${frames.reason}`]]
      : [
          ['scrolling 10,000 rows', describeFrames(frames.scrolling)],
          ['200 events a second', describeFrames(frames.streaming)]
        ])
  ]
  return `${table([['local Segment', ''], ...rows])}\n`
}

const describeFrames = ({ count, medianMs, p95Ms, longestMs }: Frames): string =>
  `${count} frames, half of them in ${medianMs.toFixed(1)} ms, 95 % in ${p95Ms.toFixed(1)} ms, the longest in ${longestMs.toFixed(0)} ms`
