/** `npm run deliver -- dub --events 10000 --faults rough`: simulates the delivery of events on a virtual clock. */
import { presets } from '../deliver/presets.ts'
import { defineVerb, jsonOption } from './verb.ts'
import { wholeNumber } from './whole-number.ts'

interface Flags {
  events: string
  faults: string
  settings?: string
  seed: number
}

export default defineVerb({
  name: 'deliver',
  group: 'send',
  summary: 'Simulate the delivery of events through a compiled function, with faults and retries',
  examples: [
    'npm run deliver -- dub --events 10000 --faults rough',
    'npm run deliver -- dub --events events.ndjson --seed 7'
  ],
  declare: (command) =>
    command
      .argument('<function>', 'a function of segment.config.json')
      .requiredOption(
        '--events <file|n>',
        'a file with one JSON event a line, or how many to make after recorded events'
      )
      .option('--faults <file|preset>', `a fault plan, or one of: ${Object.keys(presets).join(', ')}`, 'none')
      .option('--settings <file>', 'a JSON file with the settings; obviously fake ones without it')
      .option('--seed <n>', 'another seed gives another course of chance', wholeNumber(), 1)
      .option(...jsonOption),
  async run(session, { events, faults, settings, seed }: Flags, name: string) {
    const { root, progress } = session
    const { deliver } = await import('../deliver/index.ts')
    const { printResult } = await import('../deliver/print.ts')
    const result = await deliver({
      root,
      function: name,
      events: /^\d+$/.test(events) ? events : session.path(events),
      faults: faults.endsWith('.json') ? session.path(faults) : faults,
      settings: settings && session.path(settings),
      seed,
      onProgress: progress && ((done, of) => done % 100 === 0 && progress(`\r${done} of ${of} events `))
    })
    progress?.('\r')
    return { data: result, text: printResult(result), exitCode: result.outcomes.lost > 0 ? 1 : 0 }
  }
})
