/** Calls verbs as functions: what a person would see of `npm run <verb>`, without a process. */
import { Readable } from 'node:stream'
import { runCommand } from '../../scripts/cli/run.ts'
import type { Surroundings } from '../../scripts/cli/session.ts'

export interface Called {
  code: number
  stdout: string
  stderr: string
}

/**
 * @param cwd - the folder in which the person stands
 * @param argv - the verb and what is typed behind it
 * @param more - environment variables, what standard input holds, or a terminal
 */
export async function call(
  cwd: string,
  argv: string[],
  more: Partial<Omit<Surroundings, 'cwd'>> = {}
): Promise<Called> {
  const printed = { stdout: '', stderr: '' }
  const output = (name: keyof typeof printed) => ({
    write: (text: string) => void (printed[name] += text)
  })
  const code = await runCommand(argv, {
    cwd,
    variables: {},
    stdin: Readable.from([]),
    stdout: output('stdout'),
    stderr: output('stderr'),
    ...more
  })
  return { code, ...printed }
}
