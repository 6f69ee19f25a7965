/**
 * `npm run prove -- --runs 5000`: the delivery guarantees on more random fault plans than the tests try, and a tenth as
 * many batches with hostile events and a tenth as many secrets. They are jest's property tests, told how many to make and
 * from which seed.
 */
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { defineVerb, jsonOption } from './verb.ts'
import { wholeNumber } from './whole-number.ts'

interface Flags {
  runs: number
  seed?: number
}

export default defineVerb({
  name: 'prove',
  group: 'prove',
  summary: 'Hold the delivery guarantees against random fault plans, hostile events and secrets',
  examples: ['npm run prove', 'npm run prove -- --runs 20000 --seed 7'],
  declare: (command) =>
    command
      .option('--runs <n>', 'fault plans to try', wholeNumber(1), 5_000)
      .option('--seed <n>', 'repeats an earlier run; by default new plans each time', wholeNumber(1))
      .option(...jsonOption),
  run({ root, variables }, { runs, seed = (Date.now() % 1_000_000) + 1 }: Flags) {
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        '--experimental-vm-modules',
        '--no-warnings=ExperimentalWarning',
        path.join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
        'test/deliver/(properties|hostile-events)|test/runtime/engine/masked-secrets'
      ],
      {
        cwd: root,
        env: { ...variables, DELIVER_RUNS: String(runs), DELIVER_SEED: String(seed) },
        encoding: 'utf8'
      }
    )
    const held = status === 0
    const text = held
      ? `The guarantees held on ${runs.toLocaleString('en')} fault plans (seed ${seed}).\n`
      : `${stderr}\nA guarantee did not hold (seed ${seed}).\n`
    return Promise.resolve({ data: { runs, seed, held }, text, exitCode: held ? 0 : 1 })
  }
})
