/** How `backfill` ends, whichever way the events went. */
import type { Backfilled } from '../history/backfill/index.ts'
import type { Session } from './session.ts'
import type { Ending } from './verb.ts'

/** Takes the progress off the terminal; what has yet to be sent, or failed, counts as a failure. */
export async function backfillEnding({ progress }: Session, result: Backfilled): Promise<Ending> {
  const { printBackfill } = await import('../history/backfill/print.ts')
  progress?.('\r\u001b[K')
  return {
    data: result,
    text: printBackfill(result),
    exitCode: result.failed > 0 || result.remaining > 0 ? 1 : 0
  }
}
