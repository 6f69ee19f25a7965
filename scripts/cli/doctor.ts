/** `npm run doctor`: what is missing on this machine and in the workspace. */
import type { Session } from './session.ts'
import { defineVerb, jsonOption } from './verb.ts'

interface Flags {
  env?: string
  probe?: boolean
  probeResult?: string
}

export default defineVerb({
  name: 'doctor',
  group: 'publish',
  summary: 'Say what is missing on this machine and in a workspace, and what to do',
  examples: ['npm run doctor', 'npm run doctor -- --env production'],
  declare: (command) =>
    command
      .option('--env <name>', 'also look at the workspace of this environment; nothing there is changed')
      .option('--probe', "write a function that asks Segment's host what is not documented")
      .option('--probe-result <file>', 'compare what that function said with what the local host assumes')
      .option(...jsonOption),
  async run(session, flags: Flags) {
    if (flags.probe || flags.probeResult !== undefined) return probe(session, flags)
    const { examine } = await import('../doctor/index.ts')
    const { root, variables, stderr } = session
    const checks = await examine({
      ...{ root, variables, environment: flags.env, now: Date.now },
      onWait: (reason, ms) => void stderr.write(`${reason}; trying again in ${Math.ceil(ms / 1000)} s\n`)
    })
    return {
      data: { checks },
      text: checks.map(({ name, ok, hint }) => `${ok ? 'ok  ' : 'no  '}${name}: ${hint}\n`).join(''),
      exitCode: checks.every(({ ok }) => ok) ? 0 : 1
    }
  }
})

async function probe({ root, path }: Session, flags: Flags) {
  const { compareProbe, probeInstructions, writeProbe } = await import('../doctor/probe.ts')
  if (flags.probeResult === undefined) {
    const file = await writeProbe(root)
    return { data: { file, instructions: probeInstructions }, text: `${file}\n\n${probeInstructions}` }
  }
  const { readText } = await import('../new/read-text.ts')
  const differences = await compareProbe(await readText(root, path(flags.probeResult)))
  const lines = differences.map(
    ({ question, segment, ours }) =>
      `${question}: Segment says ${JSON.stringify(segment)}, the local host ${JSON.stringify(ours)}\n`
  )
  return {
    data: { differences },
    text: lines.join('') || "Segment's host answers as the local one does.\n",
    exitCode: differences.length === 0 ? 0 : 1
  }
}
