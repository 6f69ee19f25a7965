/** What a doctor finds, and how a mistake becomes a finding. */
import { UserError } from '../shared/errors.ts'

export interface Check {
  /** `token SEGMENT_TOKEN_LOCAL`. */
  name: string
  ok: boolean
  /** What was found, and where it is not well, what to do. */
  hint: string
}

export interface DoctorOptions {
  /** The project's folder. */
  root: string
  variables: Record<string, string | undefined>
  /** An environment whose workspace is looked at; without it nothing is sent anywhere. */
  environment?: string | undefined
  now: () => number
  /** Told of what a request waits for, and how long. */
  onWait?: (reason: string, ms: number) => void
}

/** Message and hint on one line; not every message ends as a sentence. */
export const inWords = ({ message, hint }: UserError): string =>
  hint ? `${message}${/[.!?]$/.test(message) ? '' : '.'} ${hint}` : message

/** What a UserError says is a check that failed; anything else is a bug, and thrown. */
export async function attempt<T>(
  name: string,
  work: () => Promise<T>,
  describe: (value: T) => string
): Promise<{ check: Check; value?: T }> {
  try {
    const value = await work()
    return { check: { name, ok: true, hint: describe(value) }, value }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { check: { name, ok: false, hint: inWords(error) } }
  }
}
