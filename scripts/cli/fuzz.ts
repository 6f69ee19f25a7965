/** `npm run fuzz`: holds the compiler against the reference engine on random mappings, conditions and fields. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { printJson, runCommand, showsProgress } from './command.ts'
import type { FuzzResult, SubjectName } from '../fuzz/fuzz.ts'
import { fuzz } from '../fuzz/fuzz.ts'

interface Flags {
  runs: number
  seed?: number
  subject?: SubjectName
  json?: boolean
}

const wholeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

const program = new Command('fuzz')
  .description('Compares emitted code with the reference engine on random inputs')
  .option('--runs <n>', 'inputs to compare for each subject', wholeNumber, 10_000)
  .option('--seed <n>', 'repeats an earlier run', wholeNumber)
  .addOption(
    new Option('--subject <name>', 'only this one').choices([
      'mapping',
      'condition',
      'validation'
    ] satisfies SubjectName[])
  )
  .option('--json', 'print only JSON')
  .action(async ({ runs, seed = Date.now() % 1_000_000, subject, json }: Flags) => {
    const progress = showsProgress(json)
    const results = await fuzz({
      runs,
      seed,
      subjects: subject && [subject],
      onProgress: progress
        ? (name, done) =>
            process.stderr.write(`\r${name}: ${done.toLocaleString('en')} of ${runs.toLocaleString('en')} `)
        : undefined
    })
    if (progress) process.stderr.write('\r')
    if (json) printJson({ results })
    else process.stdout.write(results.map(describe).join(''))
    if (results.some(({ difference }) => difference)) process.exitCode = 1
  })

function describe({ subject, compared, refused, reasons, seed, difference }: FuzzResult): string {
  const numbers = `${compared.toLocaleString('en')} inputs compared, ${refused.toLocaleString('en')} cases refused`
  const lines = Object.entries(reasons).map(
    ([reason, count]) =>
      `  ${count.toLocaleString('en').padStart(6)} refused though actions-core takes it: ${reason}\n`
  )
  if (!difference) return [`${subject}: no difference; ${numbers} (seed ${seed})\n`, ...lines].join('')
  return `${subject}: DIFFERENT: ${difference.what}\n  ${difference.smallestCase}\n  after ${numbers} (seed ${seed})\n`
}

await runCommand(program)
