/** `npm run upload -- --env dev [functions]`: builds, replays, shows the plan, asks, and writes to the workspace. */
import { Command } from 'commander'
import { printJson, projectRoot, runCommand, showsProgress } from './command.ts'
import { askOnTerminal } from '../workspace/confirm.ts'
import { planJson, planText } from '../workspace/print-plan.ts'
import { resultText } from '../workspace/print-result.ts'
import { openProject } from '../workspace/project.ts'
import { uploadExitCode, uploadFunctions } from '../workspace/upload.ts'

interface Flags {
  env: string
  yes?: boolean
  allowBreaking?: boolean
  overwriteDrift?: boolean
  skipReplay?: boolean
  json?: boolean
}

const program = new Command('upload')
  .description('Create or update functions in a Segment workspace')
  .argument('[functions...]', 'functions of segment.config.json; all when left out')
  .requiredOption('--env <name>', 'an environment of segment.config.json')
  .option('--yes', 'upload what the plan shows without asking')
  .option('--allow-breaking', 'upload changes that break connected destinations')
  .option('--overwrite-drift', 'replace code that was edited in Segment')
  .option('--skip-replay', 'upload without replaying the fixtures')
  .option('--json', 'print the plan and the result as JSON')
  .action(async (names: string[], { env, skipReplay, json, ...flags }: Flags) => {
    const root = projectRoot()
    const { replay, ...project } = await openProject(root, env, names)
    const ask = askOnTerminal(json)
    const result = await uploadFunctions(
      { root, ...project, ...(!skipReplay && { replay }), ...flags },
      {
        show: (plan) => void (json || process.stdout.write(`${planText(plan)}\n`)),
        ...(ask && { ask }),
        ...(showsProgress(json) && { onProgress: (text) => process.stderr.write(`${text} …\n`) })
      }
    )
    if (json) printJson({ ...result, plan: planJson(result.plan) })
    else process.stdout.write(resultText(result))
    process.exitCode = uploadExitCode(result)
  })

await runCommand(program)
