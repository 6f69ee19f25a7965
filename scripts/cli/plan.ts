/** `npm run plan -- --env dev [functions]`: what an upload would do. Exit code 0 nothing, 3 changes, 4 breaking or drift. */
import { Command } from 'commander'
import { printJson, projectRoot, runCommand } from './command.ts'
import { planExitCode } from '../workspace/plan.ts'
import { planJson, planText } from '../workspace/print-plan.ts'
import { openProject } from '../workspace/project.ts'
import { makePlan } from '../workspace/upload.ts'

const program = new Command('plan')
  .description('Build, and show what an upload to a Segment workspace would change')
  .argument('[functions...]', 'functions of segment.config.json; all when left out')
  .requiredOption('--env <name>', 'an environment of segment.config.json')
  .option('--json', 'print the plan as JSON')
  .action(async (names: string[], { env, json }: { env: string; json?: boolean }) => {
    const root = projectRoot()
    const plan = await makePlan({ root, ...(await openProject(root, env, names)) })
    if (json) printJson(planJson(plan))
    else process.stdout.write(planText(plan))
    process.exitCode = planExitCode(plan)
  })

await runCommand(program)
