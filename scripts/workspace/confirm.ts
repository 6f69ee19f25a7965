/** Asks the person at the terminal; anything but a clear yes is a no. */
import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'

export async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    // Ctrl-D and Ctrl-C close the terminal without an answer.
    const closed = once(terminal, 'close').then(() => '')
    const answer = await Promise.race([terminal.question(`${question} [y/N] `), closed])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}

/** @returns `confirm` where somebody can answer, else undefined */
export const askOnTerminal = (json: boolean | undefined): typeof confirm | undefined =>
  !json && process.stdin.isTTY && process.stderr.isTTY ? confirm : undefined
