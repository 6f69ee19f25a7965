/** What a backfill came to, and how it is going, as text. */
import type { RateLimit } from '../../runtime/author/types.ts'
import { brokenLines } from '../print.ts'
import { table } from '../../shared/table.ts'
import type { Backfilled, BackfillState } from './index.ts'
import { sayRepeats } from './repeats.ts'

export function printBackfill(result: Backfilled): string {
  const { function: name, folder, delivered, discarded, failed, skipped, remaining, leftOut, broken } = result
  const rows: [string, number][] = [
    ['delivered', delivered],
    ['discarded', discarded],
    ['failed after retries', failed],
    ['ended in an earlier run', skipped],
    ['left out by the selection', leftOut],
    ['no event', broken],
    ['not yet sent', remaining]
  ]
  const parts = [
    folder === undefined
      ? `${name}: a rehearsal, with every request answered 200 {}. Add --live to send.`
      : `${name}: journal in ${folder}/`,
    result.rateLimit && paceLine(result.rateLimit),
    table([['', 'events'], ...rows.map(([what, count]) => [what, count.toLocaleString('en')])]),
    result.unread.length > 0 && `These could not be read:\n${brokenLines(result.unread)}`,
    result.uncertain > 0 && sayRepeats(result.uncertain, 'an earlier run', result.repeats),
    failed > 0 &&
      folder !== undefined &&
      `Try them again: --events ${folder}/failed.ndjson --id <another name>`,
    remaining > 0 && 'Call the same again: it goes on where it stopped.'
  ]
  return `${parts.filter((part) => part !== false && part !== undefined).join('\n\n')}\n`
}

const paceLine = ({ requests, seconds, source }: RateLimit): string =>
  `Sent at the vendor's known limit, ${requests.toLocaleString('en')} requests in ${seconds.toLocaleString('en')} s (${source}); --rate sets another.`

/** @param now - ms since 1970 */
export function stateLine({ done, pause }: BackfillState, now: number): string {
  const waits =
    pause && pause.until > now ? `; ${pause.reason}: ${Math.ceil((pause.until - now) / 1_000)} s` : ''
  return `\r\u001b[K${done.toLocaleString('en')} events${waits}`
}
