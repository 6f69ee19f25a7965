/** What past events cost, as text for a terminal. */
import { table } from '../shared/table.ts'
import type { Cost } from './cost.ts'
import { percent } from './print.ts'

export function printCost(cost: Cost): string {
  const { function: name, events, leftOut, broken, latencyMs, roundTripMs, rows, allotment } = cost
  const parts = [
    `${name}: ${number(events)} events; an answer takes ${latencyMs} ms, a new connection ${2 * roundTripMs} ms more` +
      (leftOut > 0 ? `; ${number(leftOut)} left out by the selection` : '') +
      (broken.length > 0 ? `; ${number(broken.length)} records are no events` : ''),
    table([
      [
        'per 1,000 events',
        'requests',
        'connections',
        'billed ms',
        'hours per million',
        ...(allotment ? [`of ${number(allotment.hours)} hours, ${number(allotment.events)} events`] : [])
      ],
      ...rows.map((row) => [
        `${row.calls === 'single' ? 'one by one' : 'batches of 20'}, ${row.kept ? 'connections kept' : 'a connection each'}`,
        number(row.requests),
        number(row.connections),
        number(row.billedMs),
        row.hoursPerMillion.toFixed(1),
        ...(row.share === undefined ? [] : [percent(row.share)])
      ])
    ])
  ]
  return `${parts.join('\n\n')}\n`
}

const number = (value: number): string => value.toLocaleString('en')
