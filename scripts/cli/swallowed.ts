/**
 * npm takes options for itself unless `--` stands before them: `npm run invoke dub --event x.json` calls the verb with `dub`
 * alone, and leaves the rest in variables named npm_config_… (npm: config, "Environment Variables").
 */
import type { Command } from 'commander'
import { UserError } from '../shared/errors.ts'

/** npm's own option too, and one that people set once for all in their .npmrc. */
const everybodys = ['--yes']

/**
 * @param args - what the verb was called with
 * @throws {UserError} `usage` when npm took one of the verb's options
 */
export function refuseSwallowed(
  command: Command,
  args: readonly string[],
  variables: Record<string, string | undefined>
): void {
  // Deeper down, in a test that npm started, the variables tell of another call.
  if (variables.npm_lifecycle_event !== command.name()) return
  const taken = command.options
    .flatMap(({ long }) => long ?? [])
    .filter((long) => !everybodys.includes(long) && !args.some((arg) => arg.split('=')[0] === long))
    .filter((long) => variables[variableOf(long)])
  if (taken.length === 0) return
  throw new UserError(
    'usage',
    `npm took ${taken.join(' and ')} for itself.`,
    `Add \`--\` before the options of the verb: npm run ${command.name()} -- ${taken[0]} …`
  )
}

const variableOf = (option: string): string => `npm_config_${option.slice(2).replaceAll('-', '_')}`
