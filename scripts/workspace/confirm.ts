/** Asks the person at the terminal; anything but a clear yes is a no. */
import { createInterface } from 'node:readline/promises'

export async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}

/** @returns `confirm` where somebody can answer, else undefined */
export const askOnTerminal = (json: boolean | undefined): typeof confirm | undefined =>
  !json && process.stdin.isTTY && process.stderr.isTTY ? confirm : undefined
