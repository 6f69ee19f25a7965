/**
 * Runs the command line: finds the verb, reads its arguments, and decides how an ending or a mistake is printed.
 *
 * Exit codes: 0 all well; 1 a fixture failed or the vendor refused; 2 wrong use or config; 70 a bug of this project.
 */
import { Command, CommanderError } from 'commander'
import { UserError } from '../shared/errors.ts'
import { suggestion } from '../shared/nearest.ts'
import { listVerbs } from './list.ts'
import { openSession } from './session.ts'
import type { Output, Surroundings } from './session.ts'
import { refuseSwallowed } from './swallowed.ts'
import { fitTables, paint } from './terminal.ts'
import type { Ending, Verb } from './verb.ts'
import { verbs } from './verbs.ts'

/**
 * @param argv - what was typed behind the command's name: `['replay', 'dub', '--json']`
 * @returns the exit code; everything else was written to the surroundings' outputs
 */
export async function runCommand(argv: readonly string[], given: Surroundings): Promise<number> {
  const json = argv.includes('--json')
  const stdout = json ? given.stdout : forTerminal(given.stdout, given.variables)
  const surroundings = { ...given, stdout }
  try {
    const [name, ...args] = argv
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      stdout.write(await listVerbs())
      return 0
    }
    const verb = await loadVerb(name)
    const { data, text, exitCode = 0 } = await runVerb(verb, args, surroundings, json)
    if (json && data !== undefined) stdout.write(`${JSON.stringify(data, null, 2)}\n`)
    else if (text !== undefined) stdout.write(text)
    return exitCode
  } catch (error) {
    // The help that was asked for is printed by now.
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    return tellFailure(asFailure(error), surroundings, json)
  }
}

/** NO_COLOR: https://no-color.org */
function forTerminal(stdout: Output, { NO_COLOR }: Surroundings['variables']): Output {
  const { isTTY, columns = 80 } = stdout
  const shown = (text: string) => (NO_COLOR ? fitTables(text, columns) : paint(fitTables(text, columns)))
  return isTTY ? { isTTY, columns, write: (text) => stdout.write(shown(text)) } : stdout
}

async function loadVerb(name: string): Promise<Verb> {
  const load = Object.hasOwn(verbs, name) ? verbs[name] : undefined
  if (load) return (await load()).default
  throw new UserError('usage', `There is no verb "${name}".`, suggestion(name, Object.keys(verbs)))
}

async function runVerb(
  verb: Verb,
  args: string[],
  surroundings: Surroundings,
  json: boolean
): Promise<Ending> {
  let ending: Ending = {}
  const command = new Command(verb.name)
    .description(`${verb.summary}.`)
    .addHelpText('after', ['', 'Examples:', ...verb.examples.map((example) => `  ${example}`)].join('\n'))
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => surroundings.stdout.write(text),
      // What is wrong is thrown too, and told in one way for all mistakes.
      writeErr: () => undefined,
      getOutHelpWidth: () => surroundings.stdout.columns ?? 100
    })
  verb.declare(command)
  command.action(async (...parsed: unknown[]) => {
    refuseSwallowed(command, args, surroundings.variables)
    const flags = command.opts()
    const session = openSession(surroundings, json)
    ending = await verb.run(session, flags as never, ...(parsed.slice(0, -2) as never[]))
  })
  refuseUnknown(command, args)
  try {
    await command.parseAsync(args, { from: 'user' })
  } catch (error) {
    // An option that npm took is missed here first.
    if (error instanceof CommanderError && error.exitCode !== 0)
      refuseSwallowed(command, args, surroundings.variables)
    throw error
  }
  return ending
}

/** Commander would name a required option that is missing first, though it may be the very one that is mistyped. */
function refuseUnknown(command: Command, args: string[]): void {
  const known = [...command.options.flatMap(({ long }) => long ?? []), '--help']
  const end = args.indexOf('--')
  const given = (end < 0 ? args : args.slice(0, end)).filter((arg) => /^--\w/.test(arg))
  const unknown = given.map((arg) => arg.split('=')[0]!).find((option) => !known.includes(option))
  if (unknown)
    throw new UserError('usage', `${command.name()} has no option ${unknown}.`, suggestion(unknown, known))
}

interface Failure {
  code: string
  message: string
  hint?: string | undefined
  exitCode: number
  stack?: string | undefined
}

/** What the system says of files and ports is for the person at the machine to mend. */
const machineErrors: Record<string, { what: string; hint: string }> = {
  EACCES: { what: 'permission is denied', hint: 'Give yourself the right to it, or choose another place.' },
  EPERM: { what: 'it is not permitted', hint: 'Give yourself the right to it, or choose another place.' },
  EROFS: { what: 'its file system is read-only', hint: 'Choose a place that can be written to.' },
  ENOSPC: { what: 'the disk is full', hint: 'Make room on the disk, and try again.' },
  EFBIG: {
    what: 'it would become larger than the system lets a file be',
    hint: 'Raise the limit (ulimit -f), or choose another place.'
  },
  EDQUOT: { what: 'your share of the disk is full', hint: 'Make room on the disk, and try again.' },
  ENOTDIR: {
    what: 'a part of its path is no folder',
    hint: 'Choose another path, or move the file that is in the way.'
  },
  EEXIST: {
    what: 'something else is there already',
    hint: 'Choose another path, or move what is in the way.'
  },
  EISDIR: { what: 'it is a folder', hint: 'Give the path of a file, or move the folder.' },
  EMFILE: { what: 'too many files are open', hint: 'Raise the limit (ulimit -n), or close other programs.' },
  ENFILE: { what: 'too many files are open', hint: 'Close other programs, and try again.' },
  EADDRINUSE: { what: 'the port is taken', hint: 'Stop what listens there, or choose another port.' }
}

function asFailure(error: unknown): Failure {
  if (error instanceof UserError)
    return { code: error.code, message: error.message, hint: error.hint, exitCode: 2 }
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '')
    return { code: 'usage', message, hint: '`--help` shows what the verb takes, with examples.', exitCode: 2 }
  }
  const { code, path: file, message: told } = (error ?? {}) as Partial<NodeJS.ErrnoException>
  const meant = Object.hasOwn(machineErrors, code ?? '') ? machineErrors[code!] : undefined
  if (meant) {
    const message = file === undefined ? told! : `${file} cannot be used: ${meant.what} (${code}).`
    return { code: 'file', message, hint: meant.hint, exitCode: 2 }
  }
  const { message = String(error), stack = message } = (error ?? {}) as Partial<Error>
  return {
    code: 'bug',
    message,
    hint: 'This is a bug of the project, not a mistake of yours.',
    exitCode: 70,
    stack
  }
}

function tellFailure(failure: Failure, { stdout, stderr }: Surroundings, json: boolean): number {
  const { code, message, hint, exitCode, stack } = failure
  if (json) stdout.write(`${JSON.stringify({ error: { code, message, hint: hint ?? '' } }, null, 2)}\n`)
  else if (stack) stderr.write(`${hint}\n${stack}\n`)
  else stderr.write(`${message}\n${hint ? `  ${hint}\n` : ''}`)
  return exitCode
}
