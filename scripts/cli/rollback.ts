/** `npm run rollback -- --env dev <function> [--to VERSION]`: puts the code of an earlier version back. */
import { UserError } from '../shared/errors.ts'
import type { UploadResult } from '../workspace/upload.ts'
import { askOnTerminal, environmentOption, openEnvironment } from './environment.ts'
import { defineVerb, jsonOption } from './verb.ts'

interface Flags {
  env: string
  to?: string
  yes?: boolean
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
      .option(...jsonOption),
  async run(session, { env, to, yes }: Flags, name: string) {
    const { json, stdout } = session
    const { open, sleep } = await openEnvironment(session, env, [name])
    const { applyPlan } = await import('../workspace/apply.ts')
    const { planJson, planText } = await import('../workspace/print-plan.ts')
    const { resultText } = await import('../workspace/print-result.ts')
    const { planRollback } = await import('../workspace/rollback.ts')
    const { uploadExitCode } = await import('../workspace/upload.ts')
    const { to: version, plan } = await planRollback(open, name, to)
    if (!json) {
      stdout.write(`Back to version ${version.id}, deployed ${version.deployedAt ?? 'never'}\n`)
      stdout.write(`${planText(plan)}\n`)
    }
    const ask = await askOnTerminal(session)
    if (!yes && !ask)
      throw new UserError('usage', 'Nobody can be asked here, so nothing was changed.', 'Add --yes.')
    const agreed = yes || (await ask!(`Put version ${version.id} back?`))
    const result: UploadResult = agreed
      ? { plan, outcome: 'applied', results: await applyPlan(plan, { client: open.client, saveId, sleep }) }
      : { plan, outcome: 'declined' }
    return {
      data: { ...result, to: version, plan: planJson(plan) },
      text: resultText(result),
      exitCode: uploadExitCode(result)
    }
  }
})

/** A rollback creates nothing. */
const saveId = (name: string): Promise<void> => Promise.reject(new Error(`rollback created ${name}`))
