/**
 * `npm run prove -- past-events`: a million generated events compared and sent, see scripts/history/proof. `npm run prove -- --runs 5000`: the delivery guarantees on more random fault plans than the tests try, and a tenth as
 * many batches with hostile events and a tenth as many secrets. They are jest's property tests, told how many to make and
 * from which seed.
 */
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { Argument } from 'commander'
import { defineVerb, jsonOption } from './verb.ts'
import { wholeNumber } from './whole-number.ts'

interface Flags {
  runs: number
  events: number
  seed?: number
}

export default defineVerb({
  name: 'prove',
  group: 'prove',
  summary: 'Hold the guarantees against random faults, and past events by the million',
  examples: ['npm run prove -- --runs 20000 --seed 7', 'npm run prove -- past-events --events 100000'],
  declare: (command) =>
    command
      .addArgument(
        new Argument('[what]', 'the guarantees of delivery, or past events on a vendor that makes trouble')
          .choices(['delivery', 'past-events'])
          .default('delivery')
      )
      .option('--events <n>', 'past events to generate', wholeNumber(2_000), 1_000_000)
      .option('--runs <n>', 'fault plans to try', wholeNumber(1), 5_000)
      .option('--seed <n>', 'repeats an earlier run; by default new plans each time', wholeNumber(1))
      .option(...jsonOption),
  async run(session, { runs, events, seed = (Date.now() % 1_000_000) + 1 }: Flags, what: string) {
    const { root, variables, progress } = session
    if (what === 'past-events') {
      const { provePastEvents } = await import('../history/proof/index.ts')
      const { printProof } = await import('../history/proof/print.ts')
      const proof = await provePastEvents({
        ...{ events, seed, kills: 5, perSecond: 250 },
        onProgress: progress && ((step) => progress(`${step} …\n`))
      })
      return { data: { seed, ...proof }, text: printProof(proof, seed), exitCode: proof.held ? 0 : 1 }
    }
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
    return { data: { runs, seed, held }, text, exitCode: held ? 0 : 1 }
  }
})
