/**
 * `npm run prove -- --runs 5000`: the delivery guarantees on more random fault plans than `npm test` tries. They are jest's
 * property tests in test/deliver/properties.test.ts, told how many plans to make and from which seed.
 */
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { printJson, projectRoot, runCommand } from './command.ts'

interface Flags {
  runs: number
  seed?: number
  json?: boolean
}

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.')
  return Number(text)
}

const program = new Command('prove')
  .description('Holds the delivery guarantees against random fault plans')
  .option('--runs <n>', 'fault plans to try', wholeNumber, 5_000)
  .option('--seed <n>', 'repeats an earlier run; by default new plans each time', wholeNumber)
  .option('--json', 'print only JSON')
  .action(({ runs, seed = (Date.now() % 1_000_000) + 1, json }: Flags) => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        '--experimental-vm-modules',
        '--no-warnings=ExperimentalWarning',
        path.join(projectRoot(), 'node_modules', 'jest', 'bin', 'jest.js'),
        'test/deliver/properties'
      ],
      {
        cwd: projectRoot(),
        env: { ...process.env, DELIVER_RUNS: String(runs), DELIVER_SEED: String(seed) },
        encoding: 'utf8'
      }
    )
    const held = status === 0
    if (json) printJson({ runs, seed, held })
    else if (held)
      process.stdout.write(
        `The guarantees held on ${runs.toLocaleString('en')} fault plans (seed ${seed}).\n`
      )
    else process.stdout.write(`${stderr}\nA guarantee did not hold (seed ${seed}).\n`)
    if (!held) process.exitCode = 1
  })

await runCommand(program)
