/** `npm run local-api`: a stand-in for Segment's Public API on this machine, to learn and try uploads without a workspace. */
import { once } from 'node:events'
import { defineVerb } from './verb.ts'
import { wholeNumber } from './whole-number.ts'

export default defineVerb({
  name: 'local-api',
  group: 'publish',
  summary: 'Run a local stand-in for the Segment Public API; everything in it is gone when it stops',
  examples: ['npm run local-api', 'npm run local-api -- --port 4011'],
  declare: (command) =>
    command
      .option(
        '--port <n>',
        'where it listens; else what SEGMENT_LOCAL_API_PORT says, else 4010',
        wholeNumber(0, 65_535)
      )
      .addHelpText(
        'after',
        '\nEnvironments with "region": "local" look for it at SEGMENT_LOCAL_API_PORT, else at 4010.'
      ),
  async run({ variables, stdout, signal }, { port }: { port?: number }) {
    const { localPort } = await import('../workspace/environment.ts')
    const { localTokens, startLocalApi } = await import('../workspace/local-api/server.ts')
    const { url, stop } = await startLocalApi({ port: port ?? localPort(variables) })
    const tokens = Object.entries(localTokens).map(
      ([token, workspace]) =>
        `  ${token.padEnd(24)}${workspace}${token.endsWith('-read') ? ' (may look, not write)' : ''}`
    )
    stdout.write(
      [
        `A local Segment Public API listens at ${url}. Environments with "region": "local" use it.`,
        '',
        'Tokens, and the workspace each opens:',
        ...tokens,
        '',
        'Edit a function as somebody in the web editor would:',
        `  curl -X PUT --data-binary @edited.js ${url}/_control/functions/<id>/code`,
        'Have the next two requests refused with a rate limit:',
        `  curl -X POST --data '{"status":429,"times":2,"retryAfter":1}' ${url}/_control/faults`,
        '',
        'Stop it with Ctrl-C; all functions in it are gone then.',
        ''
      ].join('\n')
    )
    await (signal ? once(signal, 'abort') : new Promise(() => undefined))
    await stop()
    return {}
  }
})
