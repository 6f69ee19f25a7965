/** `npm run rollback -- --env dev <function> [--to VERSION]`: puts the code of an earlier version back. */
import type { RollbackPlan } from '../workspace/rollback.ts'
import { askOnTerminal, environmentOption, openEnvironment, tellingInterrupts } from './environment.ts'
import { defineVerb, jsonOption } from './verb.ts'

interface Flags {
  env: string
  to?: string
  yes?: boolean
  overwriteDrift?: boolean
}

export default defineVerb({
  name: 'rollback',
  group: 'publish',
  summary: 'Deploy the code of an earlier version again; settings stay as they are',
  examples: ['npm run rollback -- --env local dub', 'npm run rollback -- --env local dub --to <version>'],
  declare: (command) =>
    command
      .argument('<function>', 'a function of segment.config.json')
      .requiredOption(...environmentOption)
      .option('--to <version>', 'a version of `npm run versions`; the one deployed before when left out')
      .option('--yes', 'do it without asking')
      .option('--overwrite-drift', 'replace code that was edited in Segment')
      .option(...jsonOption),
  async run(session, { env, to, yes, overwriteDrift }: Flags, name: string) {
    const { json, stdout } = session
    const { open, sleep } = await openEnvironment(session, env, [name])
    const { planJson, planText } = await import('../workspace/print-plan.ts')
    const { resultText } = await import('../workspace/print-result.ts')
    const { rollBack, rollbackAdvice } = await import('../workspace/rollback.ts')
    const { uploadExitCode } = await import('../workspace/upload.ts')
    const ask = await askOnTerminal(session)
    const show = ({ to, plan }: RollbackPlan): void => {
      const head = `Back to version ${to.id}, deployed ${to.deployedAt ?? 'never'}\n`
      if (!json) stdout.write(`${head}${planText(plan)}\n`)
    }
    const flags = { ...(to && { to }), ...(yes && { yes }), ...(overwriteDrift && { overwriteDrift }) }
    const result = await tellingInterrupts(session, (onWrite) =>
      rollBack({ open, name, sleep, ...flags }, { show, onWrite, ...(ask && { ask }) })
    )
    return {
      data: { ...result, plan: planJson(result.plan) },
      text: resultText(result) + rollbackAdvice(result, name),
      exitCode: uploadExitCode(result)
    }
  }
})
