/** A comparison as text, for a terminal. */
import { table } from '../shared/table.ts'
import type { Broken } from './blocks.ts'
import type { Comparison } from './compare.ts'

const mostBroken = 5

export function printComparison(comparison: Comparison, against: string): string {
  const { events, same, different, leftOut, groups, broken } = comparison
  const parts = [
    `${comparison.function} against ${against}: ${number(events)} events, ${number(same)} the same, ` +
      `${number(different)} different (${percent(events === 0 ? 0 : different / events)})` +
      (leftOut > 0 ? `; ${number(leftOut)} left out by the selection` : ''),
    groups.length > 0 &&
      table([
        ['kind', 'what', 'events', 'share', 'for example'],
        ...groups.map(({ kind, what, count, share, examples }) => [
          kind,
          what,
          number(count),
          percent(share),
          examples.map(({ file, line }) => `${file}:${line}`).join(' ')
        ])
      ]),
    broken.length > 0 && `${number(broken.length)} records could not be read:\n${brokenLines(broken)}`
  ]
  return `${parts.filter((part) => part !== false).join('\n\n')}\n`
}

/** The first ones by file and line, and how many more there are. */
export function brokenLines(broken: Broken[]): string {
  const first = broken
    .slice(0, mostBroken)
    .map(({ file, line, reason }) => `  ${file}${line === undefined ? '' : `:${line}`}: ${reason}`)
  const more = broken.length - first.length
  return [...first, ...(more > 0 ? [`  and ${number(more)} more`] : [])].join('\n')
}

const number = (value: number): string => value.toLocaleString('en')

/** @param share - 0 to 1 */
export const percent = (share: number): string => {
  if (share > 0 && share < 0.001) return '< 0.1 %'
  return `${(share * 100).toLocaleString('en', { maximumFractionDigits: 1 })} %`
}
