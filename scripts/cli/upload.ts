/** `npm run upload -- --env dev [functions]`: builds, replays, shows the plan, asks, and writes to the workspace. */
import type { Comparison } from '../history/compare.ts'
import { askOnTerminal, environmentOption, openEnvironment, tellingInterrupts } from './environment.ts'
import { declarePlannedComparison, planComparer, type PlannedFlags } from './planned-comparison.ts'
import { defineVerb, jsonOption } from './verb.ts'

interface Flags extends PlannedFlags {
  env: string
  yes?: boolean
  allowBreaking?: boolean
  overwriteDrift?: boolean
  skipReplay?: boolean
}

export default defineVerb({
  name: 'upload',
  group: 'publish',
  summary: 'Create or update functions in a Segment workspace',
  examples: ['npm run upload -- --env local dub', 'npm run upload -- --env production --yes'],
  declare: (command) =>
    declarePlannedComparison(command)
      .argument('[functions...]', 'functions of segment.config.json; all when left out')
      .requiredOption(...environmentOption)
      .option('--yes', 'upload what the plan shows without asking')
      .option('--allow-breaking', 'upload changes that break connected destinations')
      .option('--overwrite-drift', 'replace code that was edited in Segment')
      .option('--skip-replay', 'upload without replaying the fixtures')
      .option(...jsonOption),
  async run(session, flags: Flags, names: string[]) {
    const { env, skipReplay, yes, allowBreaking, overwriteDrift } = flags
    const { root, json, stdout, progress } = session
    const compare = await planComparer(session, flags)
    const comparisons: Comparison[] = []
    const { replay, ...project } = await openEnvironment(session, env, names)
    const { planJson, planText } = await import('../workspace/print-plan.ts')
    const { resultText } = await import('../workspace/print-result.ts')
    const { uploadExitCode, uploadFunctions } = await import('../workspace/upload.ts')
    const ask = await askOnTerminal(session)
    const result = await tellingInterrupts(session, (onWrite) =>
      uploadFunctions(
        {
          ...{ root, ...project, yes, allowBreaking, overwriteDrift },
          ...(!skipReplay && { replay }),
          async examine(plan) {
            const compared = await compare(plan)
            comparisons.push(...compared.comparisons)
            if (!json && compared.text) stdout.write(`${compared.text.trimStart()}\n`)
            return compared.reasons
          }
        },
        {
          show: (plan) => void (json || stdout.write(`${planText(plan)}\n`)),
          onWrite,
          ...(ask && { ask }),
          ...(progress && { onProgress: (text) => progress(`${text} …\n`) })
        }
      )
    )
    return {
      data: { ...result, plan: planJson(result.plan), ...(flags.events && { comparisons }) },
      text: resultText(result),
      exitCode: uploadExitCode(result)
    }
  }
})
