/** What the overview adds up. */
import { expect, it } from '@jest/globals'
import type { Row } from '../../scripts/dev/page/store.ts'
import { parts, taken, tallyOf } from '../../scripts/dev/page/tally.ts'

const row = (second: number, from: string, mark: Row['marks'][number]['mark'], presets: string[]): Row => ({
  ...{ id: second, type: 'track', title: 'Order Completed', detail: '', from, pending: 0, text: '' },
  receivedAt: `2026-03-04T10:00:0${second}.000Z`,
  marks: [{ function: 'shop', mark, presets }]
})

it('counts events by source, preset and outcome, and in equal parts of the time', () => {
  const rows = [
    row(8, 'analytics-node', 'delivered', ['Orders', 'Refunds']),
    row(4, 'analytics.js', 'passed', ['Orders']),
    row(2, 'analytics.js', 'discarded', ['Orders']),
    row(0, 'analytics.js', 'delivered', ['Orders'])
  ]
  const { events, from, functions, span } = tallyOf(rows, [
    { name: 'shop', presets: ['Orders', 'Refunds'] },
    { name: 'unused', presets: ['All'] }
  ])
  expect([events, [...from], span]).toEqual([
    4,
    [
      ['analytics-node', 1],
      ['analytics.js', 3]
    ],
    [Date.parse('2026-03-04T10:00:00Z'), Date.parse('2026-03-04T10:00:08Z')]
  ])
  const [shop, unused] = functions
  expect(shop!.outcomes).toEqual({ delivered: 2, discarded: 1, retried: 0, passed: 1 })
  // An action that had no use for the event did not take it, whatever the preset says.
  expect(
    shop!.presets.map(({ name, outcomes, from: sources }) => [name, taken(outcomes), [...sources]])
  ).toEqual([
    [
      'Orders',
      3,
      [
        ['analytics-node', 1],
        ['analytics.js', 2]
      ]
    ],
    ['Refunds', 1, [['analytics-node', 1]]]
  ])
  const times = shop!.overTime.flatMap((outcomes, part) => (taken(outcomes) > 0 ? [part] : []))
  expect(times).toEqual([0, parts / 4, parts - 1])
  expect(taken(unused!.outcomes)).toBe(0)
})

it('is empty without events', () => {
  expect(tallyOf([], [])).toEqual({ events: 0, from: new Map(), functions: [] })
})
