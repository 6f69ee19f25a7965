/** `npm run fuzz`: holds the compiler against the reference engine on random mappings, conditions, fields and batches. */
import { Option } from 'commander'
import type { FuzzResult, SubjectName } from '../fuzz/fuzz.ts'
import { defineVerb, jsonOption } from './verb.ts'
import { wholeNumber } from './whole-number.ts'

interface Flags {
  runs: number
  seed?: number
  subject?: SubjectName
}

export default defineVerb({
  name: 'fuzz',
  group: 'prove',
  summary: 'Compare emitted code with the reference engine on random inputs',
  examples: ['npm run fuzz -- --runs 1000', 'npm run fuzz -- --subject mapping --seed 42'],
  declare: (command) =>
    command
      .option('--runs <n>', 'inputs to compare for each subject', wholeNumber(), 10_000)
      .option('--seed <n>', 'repeats an earlier run', wholeNumber())
      .addOption(
        new Option('--subject <name>', 'only this one').choices([
          'mapping',
          'condition',
          'validation',
          'batch'
        ] satisfies SubjectName[])
      )
      .option(...jsonOption),
  async run({ progress }, { runs, seed = Date.now() % 1_000_000, subject }: Flags) {
    const { fuzz } = await import('../fuzz/fuzz.ts')
    const count = (done: number) => done.toLocaleString('en')
    const results = await fuzz({
      runs,
      seed,
      subjects: subject && [subject],
      onProgress: progress && ((name, done) => progress(`\r${name}: ${count(done)} of ${count(runs)} `))
    })
    progress?.('\r')
    return {
      data: { results },
      text: results.map(describe).join(''),
      exitCode: results.some(({ difference }) => difference) ? 1 : 0
    }
  }
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
