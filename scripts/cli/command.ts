/**
 * The one place where a command ends: it decides the exit code and how a mistake is printed.
 *
 * 0 all well; 1 a fixture failed or the vendor refused (the command sets it itself); 2 wrong use or wrong config.
 */
import type { Command } from 'commander'
import { CommanderError } from 'commander'
import { UserError } from '../shared/errors.ts'

/** Where the project lies: npm runs its scripts in the folder of package.json. */
export const projectRoot = (): string => process.cwd()

/** Progress is for people: none in CI, in a pipe or with `--json`. */
export const showsProgress = (json: boolean | undefined): boolean =>
  !json && process.stderr.isTTY && !process.env.CI

/**
 * Parses the arguments, runs the command and turns what it throws into output and an exit code.
 *
 * @param program - a commander program whose action does the work
 * @param argv - arguments as in `process.argv`
 */
export async function runCommand(program: Command, argv: string[] = process.argv): Promise<void> {
  program.exitOverride()
  try {
    await program.parseAsync(argv)
  } catch (error) {
    // Commander has printed its message (or the help that was asked for) by now.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
    else if (error instanceof UserError) {
      process.stderr.write(`${error.message}\n${error.hint ? `  ${error.hint}\n` : ''}`)
      process.exitCode = 2
    } else {
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
      process.stderr.write(`This is a bug of the project, not a mistake of yours:\n${stack}\n`)
      process.exitCode = 70
    }
  }
}

/** Prints a result as JSON and nothing else. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}
