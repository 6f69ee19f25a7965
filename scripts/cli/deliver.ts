/** `npm run deliver -- dub --events 10000 --faults rough`: simulates the delivery of events on a virtual clock. */
import { Command, InvalidArgumentError } from 'commander'
import { printJson, projectRoot, runCommand, showsProgress } from './command.ts'
import { deliver } from '../deliver/index.ts'
import { presets } from '../deliver/presets.ts'
import { printResult } from '../deliver/print.ts'

interface Flags {
  events: string
  faults: string
  settings?: string
  seed: number
  json?: boolean
}

const wholeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

const program = new Command('deliver')
  .description('Simulate the delivery of events through a compiled function, with faults and retries')
  .argument('<function>', 'a function of segment.config.json')
  .requiredOption(
    '--events <file|n>',
    'a file with one JSON event a line, or how many to make after recorded events'
  )
  .option('--faults <file|preset>', `a fault plan, or one of: ${Object.keys(presets).join(', ')}`, 'none')
  .option('--settings <file>', 'a JSON file with the settings; obviously fake ones without it')
  .option('--seed <n>', 'another seed gives another course of chance', wholeNumber, 1)
  .option('--json', 'print the result as JSON')
  .action(async (name: string, { json, ...flags }: Flags) => {
    const progress = showsProgress(json)
    const result = await deliver({
      root: projectRoot(),
      function: name,
      ...flags,
      onProgress: progress
        ? (done, of) => done % 100 === 0 && process.stderr.write(`\r${done} of ${of} events `)
        : undefined
    })
    if (progress) process.stderr.write('\r')
    if (result.outcomes.lost > 0) process.exitCode = 1
    if (json) printJson(result)
    else process.stdout.write(printResult(result))
  })

await runCommand(program)
