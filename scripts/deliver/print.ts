/** The result of a simulation as text, for people. */
import { table } from '../shared/table.ts'
import type { DeliverResult } from './index.ts'

const shownReasons = 10

/** @returns lines, the last one ended */
export function printResult(result: DeliverResult): string {
  const { outcomes, faults } = result
  const parts = [
    `${result.function}: ${number(result.events)} events${result.replays > 0 ? ` and ${number(result.replays)} replays` : ''}, faults "${faults.name}"${faults.description ? ` (${faults.description})` : ''}, seed ${result.seed}`,
    table([['', 'events'], ...rows(result).map(([label, value]) => [label, number(value).padStart(6)])]),
    reasons(result),
    timeline(result),
    `${number(result.invocations)} invocations, ${number(result.billedMs)} ms billed, ${number(result.requests)} requests, ` +
      `${number(result.restarts)} restarts, ${duration(result.durationMs)} in all.`,
    result.unattributed > 0
      ? `${number(result.unattributed)} accepted requests could not be told to belong to an event.`
      : '',
    outcomes.lost > 0
      ? `${number(outcomes.lost)} events are LOST: Segment counts them as delivered, and the vendor never accepted them.`
      : `Nothing is lost without a word: 0 events count as delivered that the vendor never accepted.`
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function rows({ outcomes, countedTwice, failedThoughAccepted }: DeliverResult): [string, number][] {
  return [
    ['delivered once', outcomes.deliveredOnce],
    ['delivered more than once', outcomes.deliveredMoreThanOnce],
    ['  of these counted twice by the vendor', countedTwice],
    ['discarded', outcomes.discarded],
    ['expired after four hours', outcomes.expired],
    ['  of these two accepted nevertheless', failedThoughAccepted],
    ['lost', outcomes.lost]
  ]
}

function reasons({ reasons }: DeliverResult): string {
  const lines = reasons
    .slice(0, shownReasons)
    .map(({ events, outcome, reason }) => `${number(events)} ${outcome}: ${reason}`)
  const rest = reasons.length - lines.length
  return [...lines, ...(rest > 0 ? [`… and ${number(rest)} more reasons; --json has them all`] : [])].join(
    '\n'
  )
}

function timeline({ timeline }: DeliverResult): string {
  const head = ['from', 'arrived', 'invocations', 'delivered', 'retried', 'discarded', 'expired', 'waiting']
  const lines = timeline.map((interval) => [
    clockTime(interval.fromMinute),
    ...[interval.arrived, interval.invocations, interval.delivered, interval.retried].map(number),
    ...[interval.discarded, interval.expired, interval.waiting].map(number)
  ])
  return table([head, ...lines].map((cells) => cells.map((cell, i) => cell.padStart(head[i]!.length))))
}

const number = (value: number): string => value.toLocaleString('en')

const clockTime = (minutes: number): string =>
  `${Math.floor(minutes / 60)}:${String(Math.round(minutes % 60)).padStart(2, '0')}`

const duration = (ms: number): string => `${clockTime(Math.round(ms / 60_000))} hours`
