/** How a backfill on a queue stands, as text for a terminal. */
import { table } from '../../shared/table.ts'
import { sayRepeats } from '../backfill/repeats.ts'
import type { QueueStatus } from './index.ts'

/** @param file - where the events that failed were written to */
export function printQueue(status: QueueStatus, file?: string): string {
  const { id, function: name, events, isComplete, isPaused, reasons } = status
  const why = Object.entries(reasons)
    .sort(([, one], [, other]) => other - one)
    .map(([reason, count]) => `${number(count)} ${reason}`)
  const rows: [string, number][] = [
    ['delivered', status.delivered],
    ['discarded', status.discarded],
    ['failed after retries', status.failed],
    ['calls on the queue', status.waiting],
    ['calls that machines have', status.active]
  ]
  const parts = [
    `${id}: ${number(events)} events for ${name} were put on the queue${isComplete ? '' : ' so far'}${isPaused ? '; it is paused' : ''}.`,
    table([['', 'events'], ...rows.map(([what, count]) => [what, number(count)])]),
    why.length > 0 && `Discarded: ${why.join(', ')}.`,
    status.uncertain > 0 && sayRepeats(status.uncertain, 'a machine', status.repeats),
    !isComplete && 'Call the same backfill again: it goes on reading where it stopped.',
    status.failed > 0 &&
      (file === undefined
        ? 'What failed: `backfill -- retry --queue …` tries it again, `backfill -- failed --queue …` writes it to a file.'
        : `What failed is in ${file}: --events ${file} --id <another name>`)
  ]
  return `${parts.filter((part) => part !== false).join('\n\n')}\n`
}

const number = (value: number): string => value.toLocaleString('en')
