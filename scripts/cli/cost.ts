/** `npm run cost -- dub --events FILES…`: what past events cost in a function's billed time. */
import { declareSelection, eventFiles, readSelection, type SelectionFlags } from './past-events.ts'
import { defineVerb, jsonOption } from './verb.ts'
import { wholeNumber } from './whole-number.ts'

interface Flags extends SelectionFlags {
  events: string[]
  settings?: string
  latency: number
  roundTrip: number
  allotment?: number
  monthly: number
}

export default defineVerb({
  name: 'cost',
  group: 'see',
  summary: 'Show what past events cost in billed time, single and batched',
  examples: [
    'npm run cost -- dub --events fixtures/events',
    'npm run cost -- dub --events segment-logs --sample 1/100 --latency 120 --allotment 50 --monthly 2000000'
  ],
  declare: (command) =>
    declareSelection(
      command
        .argument('<function>', 'a function of segment.config.json')
        .requiredOption('--events <files...>', eventFiles)
        .option('--settings <file>', 'a JSON file with the settings; obviously fake ones without it')
        .option('--latency <ms>', 'from a request over an open connection to its answer', wholeNumber(0), 120)
        .option('--round-trip <ms>', 'to the vendor and back; a new connection takes two', wholeNumber(0), 70)
        .option(
          '--allotment <hours>',
          "hours a month that the plan includes: Segment's Usage page",
          wholeNumber(1)
        )
        .option(
          '--monthly <events>',
          'events a month, for the share of the allotment',
          wholeNumber(1),
          1_000_000
        )
    ).option(...jsonOption),
  async run(session, flags: Flags, name: string) {
    const { root, cwd } = session
    const selection = await readSelection(flags)
    const { findEventFiles } = await import('../history/files.ts')
    const files = await findEventFiles(cwd, flags.events)
    const { loadConfig, selectFunctions } = await import('../input/config.ts')
    const config = await loadConfig(root)
    selectFunctions(config, [name])
    const { compileFunction, resolveFunction } = await import('../compile/index.ts')
    // With onBatch in any case, as that is one half of the answer.
    const fn = await resolveFunction(root, name, { ...config.functions[name]!, batch: true })
    const { settingsFor } = await import('../history/settings.ts')
    const { settings } = await settingsFor(root, fn, flags.settings && session.path(flags.settings))
    const { costOf } = await import('../history/cost.ts')
    const cost = await costOf({
      function: name,
      code: (await compileFunction(root, fn)).code,
      settings,
      files,
      selection,
      latencyMs: flags.latency,
      roundTripMs: flags.roundTrip,
      ...(flags.allotment !== undefined && {
        allotment: { hours: flags.allotment, events: flags.monthly }
      })
    })
    const { printCost } = await import('../history/print-cost.ts')
    return { data: cost, text: printCost(cost) }
  }
})
