/** `npm run dev`: a local Segment with a page that shows what becomes of events. */
import { once } from 'node:events'
import { defineVerb } from './verb.ts'
import { wholeNumber } from './whole-number.ts'

interface Flags {
  port: number
  settings?: string
  live?: string[]
}

export default defineVerb({
  name: 'dev',
  group: 'see',
  summary: 'Run a local Segment, with a page that shows what becomes of each event',
  examples: ['npm run dev', 'npm run dev -- dub impact --port 4020'],
  declare: (command) =>
    command
      .argument('[functions...]', 'functions of segment.config.json; all when left out')
      .option('--port <n>', 'where it listens, on this machine only', wholeNumber(0, 65_535), 4020)
      .option('--settings <file>', 'a JSON file with settings by function: {"dub": {"apiKey": "…"}}')
      .option('--live <functions...>', 'functions that really send; all other vendors are simulated'),
  async run({ root, stdout, signal, path }, { port, settings, live = [] }: Flags, names: string[]) {
    const { startDevServer } = await import('../dev/server.ts')
    const server = await startDevServer({
      root,
      port,
      names,
      settings: settings && path(settings),
      live
    })
    const functions = [...server.session.units.values()]
    const broken = functions.flatMap(({ name, error }) => (error ? [`${name}: ${error.message}`] : []))
    stdout.write(
      [
        `Open ${server.url} to see what becomes of events.`,
        '',
        `SDKs send to ${server.url} as to https://api.segment.io; any write key will do.`,
        `Functions: ${functions.map(({ name }) => name).join(', ')}.`,
        live.length > 0
          ? `LIVE: ${live.join(', ')} really ${live.length === 1 ? 'sends' : 'send'}; other vendors are simulated.`
          : 'Vendors are simulated: nothing leaves this machine.',
        ...broken,
        '',
        'Files are watched. Stop it with Ctrl-C.',
        ''
      ].join('\n')
    )
    await (signal ? once(signal, 'abort') : new Promise(() => undefined))
    await server.stop()
    return {}
  }
})
