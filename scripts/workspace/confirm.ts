/** Asks the person at the terminal; anything but a clear yes is a no. */
import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'

export async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    // Ctrl-D and Ctrl-C end the question without an answer: older Nodes only close it, newer ones reject as well.
    const unanswered = once(terminal, 'close').then(() => '')
    const answered = terminal.question(`${question} [y/N] `).catch((error: unknown) => {
      if ((error as Error).name === 'AbortError') return ''
      throw error
    })
    const answer = await Promise.race([answered, unanswered])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}
