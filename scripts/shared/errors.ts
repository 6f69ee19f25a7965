/**
 * The one class for what a user can mend: a wrong flag, config, fixture, definition or token. Commands print its
 * message and hint and end with exit code 2; anything else that is thrown is a bug and keeps its stack.
 */

/** What kinds of mistakes there are. The code stands in `--json` output and in tests; the message is for people. */
export const userErrorCodes = {
  usage: 'a command was called with unusable arguments',
  file: 'a file is missing, unreadable or not what its format asks for',
  config: 'segment.config.json names something that does not exist or has the wrong shape',
  definition: 'a destination cannot be compiled as it is written',
  fixture: 'a fixture does not follow the fixture format',
  event: 'an event or settings file cannot be sent to a function',
  workspace: 'the Segment workspace cannot do what was asked'
} as const

export type UserErrorCode = keyof typeof userErrorCodes

/**
 * @param code - one of {@link userErrorCodes}
 * @param message - what happened and where: `segment.config.json: functions.dub.presets names "Track lead", …`
 * @param hint - what to do, one sentence; printed on a line of its own
 */
export class UserError extends Error {
  readonly code: UserErrorCode
  readonly hint: string | undefined

  constructor(code: UserErrorCode, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UserError'
    this.code = code
    this.hint = hint
  }
}
