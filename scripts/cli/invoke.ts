/** `npm run invoke -- dub --event FILE`: sends one event through a compiled function and shows what it sent. */
import type { RecordedRequest } from '../host/exchange.ts'
import type { InvokeOptions, InvokeResult } from '../replay/invoke.ts'
import { defineVerb, jsonOption } from './verb.ts'

type Flags = Pick<InvokeOptions, 'settings' | 'exchanges' | 'live' | 'explain' | 'saveFixture'> & {
  event: string
}

export default defineVerb({
  name: 'invoke',
  group: 'see',
  summary: 'Send one event through a compiled function in the local host',
  examples: [
    'npm run invoke -- dub --event fixtures/events/browser-sign-up.json',
    'npm run invoke -- dub --event event.json --save-fixture first-order'
  ],
  declare: (command) =>
    command
      .argument('<function>', 'a function of segment.config.json')
      .requiredOption(
        '--event <file>',
        'a JSON file with an event, a list of events for a batch, or the request of a fixture for a source; - for standard input'
      )
      .option('--settings <file>', 'a JSON file with the settings; obviously fake ones without it')
      .option(
        '--exchanges <file>',
        'a JSON file with the exchanges of a fixture; without it every request gets 200 {}'
      )
      .option('--live', 'really send the requests')
      .option(
        '--save-fixture <name>',
        'keep what is seen as fixtures/<function>/<name>.json, with fake values for secrets'
      )
      .option(
        '--explain',
        'say where the value of each field came from, and why other presets did not take the event'
      )
      .option(...jsonOption),
  async run(session, { event, settings, exchanges, live, explain, saveFixture }: Flags, name: string) {
    const { root, path, stdin } = session
    const { text } = await import('node:stream/consumers')
    const { locateJson } = await import('../input/located-json.ts')
    const { invokeFunction } = await import('../replay/invoke.ts')
    const result = await invokeFunction({
      root,
      function: name,
      event: event === '-' ? locateJson(await text(stdin), 'standard input', 'event') : path(event),
      settings: settings && path(settings),
      exchanges: exchanges && path(exchanges),
      live,
      explain,
      saveFixture
    })
    const { printExplanation, printTaken } = await import('../explain/print.ts')
    const explanation = result.explanation.map(explain ? printExplanation : printTaken)
    return {
      data: result,
      text: describe(result, explanation),
      exitCode: ['delivered', 'accepted'].includes(result.outcome) ? 0 : 1
    }
  }
})

function describe(
  { outcome, error, statuses, requests, sends, logs, warnings, durationMs, fixture }: InvokeResult,
  explanation: string[]
): string {
  const end = `${outcome} in ${Math.round(durationMs)} ms${error ? `\n${error.name}: ${error.message}` : ''}`
  const parts = [
    ...requests.map(describeRequest),
    ...(sends ?? []).map(describeMessage),
    ...logs.map((line) => `log: ${line}`),
    ...explanation,
    ...warnings.map((warning) => `warning: ${warning}`),
    ...(statuses ?? []).map(
      ({ status, errormessage }, index) =>
        `event ${index + 1}: ${status}${errormessage ? ` ${errormessage}` : ''}`
    ),
    ...(fixture === undefined ? [] : [`kept as ${fixture}`]),
    end
  ]
  return `${parts.join('\n\n')}\n`
}

function describeRequest({ method, url, headers, body }: RecordedRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)
  return [
    `${method} ${url}`,
    ...lines,
    ...(body === undefined ? [] : [indent(pretty(body, headers['content-type']))])
  ].join('\n')
}

const describeMessage = ({ type, ...message }: NonNullable<InvokeResult['sends']>[number]) =>
  `Segment.${type}\n${indent(JSON.stringify(message, null, 2))}`

/** JSON over several lines, a form as a list of its fields. */
function pretty(body: string, contentType = ''): string {
  if (contentType.startsWith('application/x-www-form-urlencoded'))
    return [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${value}`).join('\n')
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}

const indent = (text: string) => text.replaceAll(/^/gm, '  ')
