/** `npm run invoke -- dub --event FILE`: sends one event through a compiled function and shows what it sent. */
import { Command } from 'commander'
import { printJson, projectRoot, runCommand } from './command.ts'
import type { RecordedRequest } from '../host/exchange.ts'
import { invokeFunction, type InvokeOptions, type InvokeResult } from '../replay/invoke.ts'

type Flags = Pick<InvokeOptions, 'event' | 'settings' | 'exchanges' | 'live'> & { json?: boolean }

const program = new Command('invoke')
  .description('Send one event through a compiled function in the local host')
  .argument('<function>', 'a function of segment.config.json')
  .requiredOption('--event <file>', 'a JSON file with an event, or a list of events for a batch')
  .option('--settings <file>', 'a JSON file with the settings; obviously fake ones without it')
  .option(
    '--exchanges <file>',
    'a JSON file with the exchanges of a fixture; without it every request gets 200 {}'
  )
  .option('--live', 'really send the requests')
  .option('--json', 'print the result as JSON')
  .action(async (name: string, { json, ...files }: Flags) => {
    const result = await invokeFunction({ root: projectRoot(), function: name, ...files })
    if (result.outcome !== 'delivered') process.exitCode = 1
    if (json) printJson(result)
    else process.stdout.write(describe(result))
  })

function describe({ outcome, error, statuses, requests, logs, warnings, durationMs }: InvokeResult): string {
  const end = `${outcome} in ${Math.round(durationMs)} ms${error ? `\n${error.name}: ${error.message}` : ''}`
  const parts = [
    ...requests.map(describeRequest),
    ...logs.map((line) => `log: ${line}`),
    ...warnings.map((warning) => `warning: ${warning}`),
    ...(statuses ?? []).map(
      ({ status, errormessage }, index) =>
        `event ${index + 1}: ${status}${errormessage ? ` ${errormessage}` : ''}`
    ),
    end
  ]
  return `${parts.join('\n\n')}\n`
}

function describeRequest({ method, url, headers, body }: RecordedRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)
  return [`${method} ${url}`, ...lines, ...(body === undefined ? [] : [indent(pretty(body))])].join('\n')
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}

const indent = (text: string) => text.replaceAll(/^/gm, '  ')

await runCommand(program)
