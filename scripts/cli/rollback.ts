/** `npm run rollback -- --env dev <function> [--to VERSION]`: puts the code of an earlier version back. */
import { Command } from 'commander'
import { printJson, projectRoot, runCommand } from './command.ts'
import { UserError } from '../shared/errors.ts'
import { applyPlan } from '../workspace/apply.ts'
import { askOnTerminal } from '../workspace/confirm.ts'
import { planJson, planText } from '../workspace/print-plan.ts'
import { resultText } from '../workspace/print-result.ts'
import { openProject } from '../workspace/project.ts'
import { planRollback } from '../workspace/rollback.ts'
import { uploadExitCode } from '../workspace/upload.ts'
import type { UploadResult } from '../workspace/upload.ts'

interface Flags {
  env: string
  to?: string
  yes?: boolean
  json?: boolean
}

const program = new Command('rollback')
  .description('Deploy the code of an earlier version again; settings stay as they are')
  .argument('<function>', 'a function of segment.config.json')
  .requiredOption('--env <name>', 'an environment of segment.config.json')
  .option('--to <version>', 'a version of `npm run versions`; the one deployed before when left out')
  .option('--yes', 'do it without asking')
  .option('--json', 'print the plan and the result as JSON')
  .action(async (name: string, { env, to, yes, json }: Flags) => {
    const { open, sleep } = await openProject(projectRoot(), env, [name])
    const { to: version, plan } = await planRollback(open, name, to)
    if (!json) {
      process.stdout.write(`Back to version ${version.id}, deployed ${version.deployedAt ?? 'never'}\n`)
      process.stdout.write(`${planText(plan)}\n`)
    }
    const ask = askOnTerminal(json)
    if (!yes && !ask)
      throw new UserError('usage', 'Nobody can be asked here, so nothing was changed.', 'Add --yes.')
    const agreed = yes || (await ask!(`Put version ${version.id} back?`))
    const result: UploadResult = agreed
      ? { plan, outcome: 'applied', results: await applyPlan(plan, { client: open.client, saveId, sleep }) }
      : { plan, outcome: 'declined' }
    if (json) printJson({ ...result, to: version, plan: planJson(plan) })
    else process.stdout.write(resultText(result))
    process.exitCode = uploadExitCode(result)
  })

/** A rollback creates nothing. */
const saveId = (name: string): Promise<void> => Promise.reject(new Error(`rollback created ${name}`))

await runCommand(program)
