/** `npm run local-api`: a stand-in for Segment's Public API on this machine, to learn and try uploads without a workspace. */
import { Command } from 'commander'
import { runCommand } from './command.ts'
import { localPort, localPortVariable } from '../workspace/environment.ts'
import { localTokens, startLocalApi } from '../workspace/local-api/server.ts'

const program = new Command('local-api')
  .description('Run a local stand-in for the Segment Public API; everything in it is gone when it stops')
  .addHelpText('after', `\nThe port is 4010, or what ${localPortVariable} says.`)
  .action(async () => {
    const { url } = await startLocalApi({ port: localPort(process.env) })
    const tokens = Object.entries(localTokens).map(
      ([token, workspace]) =>
        `  ${token.padEnd(24)}${workspace}${token.endsWith('-read') ? ' (may look, not write)' : ''}`
    )
    process.stdout.write(
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
  })

await runCommand(program)
