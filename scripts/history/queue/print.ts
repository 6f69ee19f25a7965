/** How a backfill on a queue stands, as text for a terminal. */
import { table } from '../../shared/table.ts'
import type { QueueStatus } from './index.ts'

export function printQueue(status: QueueStatus): string {
  const { id, function: name, events, isComplete, isPaused, reasons } = status
  const why = Object.entries(reasons).map(([reason, count]) => `${number(count)} ${reason}`)
  const rows: [string, number][] = [
    ['delivered', status.delivered],
    ['discarded', status.discarded],
    ['calls that failed after retries', status.failed],
    ['calls waiting', status.waiting],
    ['calls under way', status.active],
    ['calls waiting for another try', status.delayed]
  ]
  const parts = [
    `${id}: ${number(events)} events for ${name} were put on the queue${isComplete ? '' : ' so far'}${isPaused ? '; it is paused' : ''}.`,
    table([['', 'events'], ...rows.map(([what, count]) => [what, number(count)])]),
    why.length > 0 && `Discarded: ${why.join(', ')}.`,
    !isComplete && 'Call the same backfill again: it goes on reading where it stopped.',
    status.failed > 0 && 'Try again what failed: npm run backfill -- retry --queue …'
  ]
  return `${parts.filter((part) => part !== false).join('\n\n')}\n`
}

const number = (value: number): string => value.toLocaleString('en')
