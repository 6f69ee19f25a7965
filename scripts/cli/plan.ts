/** `npm run plan -- --env dev [functions]`: what an upload would do. Exit code 0 nothing, 3 changes, 4 breaking or drift. */
import { environmentOption, openEnvironment } from './environment.ts'
import { declarePlannedComparison, planComparer, type PlannedFlags } from './planned-comparison.ts'
import { defineVerb, jsonOption } from './verb.ts'

export default defineVerb({
  name: 'plan',
  group: 'publish',
  summary: 'Build, and show what an upload to a Segment workspace would change',
  examples: ['npm run plan -- --env local dub', 'npm run plan -- --env production --json'],
  declare: (command) =>
    declarePlannedComparison(
      command
        .argument('[functions...]', 'functions of segment.config.json; all when left out')
        .requiredOption(...environmentOption)
    ).option(...jsonOption),
  async run(session, { env, ...flags }: PlannedFlags & { env: string }, names: string[]) {
    const compare = await planComparer(session, flags)
    const project = await openEnvironment(session, env, names)
    const { planExitCode } = await import('../workspace/plan.ts')
    const { planJson, planText } = await import('../workspace/print-plan.ts')
    const { makePlan } = await import('../workspace/upload.ts')
    const plan = await makePlan({ root: session.root, ...project })
    const { comparisons, text, reasons } = await compare(plan)
    return {
      data: { ...planJson(plan), ...(flags.events && { comparisons }) },
      text: `${planText(plan)}${text}${reasons.map((reason) => `\n${reason}\n`).join('')}`,
      exitCode: planExitCode(plan, reasons.length > 0)
    }
  }
})
