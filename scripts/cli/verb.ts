/**
 * What a verb is: a value that says how it is called and does its work when it is run. Importing a verb runs nothing, and
 * what it works with is imported inside `run`, so that `--help` need not load a compiler.
 */
import type { Command } from 'commander'
import type { Session } from './session.ts'

/** The jobs that the verbs are grouped by in the list of all verbs, in its order. */
export const groups = {
  make: 'Make functions',
  see: 'See what they do',
  send: 'Send events',
  publish: 'Publish to Segment',
  prove: 'Prove that they are right'
} as const

/** What a verb came to. */
export interface Ending {
  /** What `--json` prints. */
  data?: unknown
  /** What people read, with its last newline. */
  text?: string
  /** 0 all well (the default); 1 a fixture failed or the vendor refused. */
  exitCode?: number
}

export interface Verb {
  /** As it is typed: `local-api`. */
  name: string
  group: keyof typeof groups
  /** One line for the list of all verbs and the top of `--help`. */
  summary: string
  /** One or two calls, as people type them, for the end of `--help`. */
  examples: readonly string[]
  /** Adds arguments and options. */
  declare(command: Command): unknown
  run(session: Session, flags: never, ...args: never[]): Promise<Ending>
}

/**
 * @param verb - its `run` gets the options and the arguments that `declare` asks commander for, in commander's form
 * @returns the same, as a member of the list of verbs
 */
export const defineVerb = <Flags extends object, Args extends unknown[]>(
  verb: Omit<Verb, 'run'> & { run(session: Session, flags: Flags, ...args: Args): Promise<Ending> }
): Verb => verb as unknown as Verb

/** The option of every verb that has a result. */
export const jsonOption = ['--json', 'print the result as JSON, and nothing else'] as const
