/** What the events of a session add up to: from which sources, through which presets, to which vendors, and when. */
import type { Mark } from '../rows.ts'
import type { Row } from './store.ts'

export type Outcomes = Record<Mark, number>

export interface PresetTally {
  name: string
  outcomes: Outcomes
  /** How many of the events came from where. */
  from: Map<string, number>
}

export interface FunctionTally {
  name: string
  outcomes: Outcomes
  presets: PresetTally[]
  /** The same in equal parts of the session's time, the first one first. */
  overTime: Outcomes[]
}

export interface Tally {
  events: number
  from: Map<string, number>
  functions: FunctionTally[]
  /** Of the first and the last event, in ms; absent without events. */
  span?: [first: number, last: number]
}

/** As many bars as a small picture has room for. */
export const parts = 48

const none = (): Outcomes => ({ delivered: 0, discarded: 0, retried: 0, passed: 0 })

/**
 * @param rows - the latest first
 * @param functions - those of the project with their presets; one that no event has reached is there with nothing
 */
export function tallyOf(rows: Row[], functions: { name: string; presets: string[] }[]): Tally {
  const tallies = new Map(
    functions.map(({ name, presets }) => [
      name,
      {
        name,
        outcomes: none(),
        presets: presets.map((preset) => ({
          name: preset,
          outcomes: none(),
          from: new Map<string, number>()
        })),
        overTime: Array.from({ length: parts }, none)
      }
    ])
  )
  const from = new Map<string, number>()
  const last = Date.parse(rows[0]?.receivedAt ?? '')
  const first = Date.parse(rows.at(-1)?.receivedAt ?? '')
  for (const row of rows) {
    add(from, row.from)
    const when = partOf(Date.parse(row.receivedAt), first, last)
    for (const { function: name, mark, presets } of row.marks) {
      const tally = tallies.get(name)
      if (!tally) continue
      tally.outcomes[mark] += 1
      tally.overTime[when]![mark] += 1
      if (mark === 'passed') continue
      for (const preset of tally.presets) {
        if (!presets.includes(preset.name)) continue
        preset.outcomes[mark] += 1
        add(preset.from, row.from)
      }
    }
  }
  const span = rows.length > 0 && { span: [first, last] as [number, number] }
  return { events: rows.length, from, functions: [...tallies.values()], ...span }
}

const partOf = (time: number, first: number, last: number): number =>
  Math.min(parts - 1, Math.floor(((time - first) / Math.max(1, last - first)) * parts))

const add = (counts: Map<string, number>, name: string): void =>
  void counts.set(name, (counts.get(name) ?? 0) + 1)

export const taken = ({ delivered, discarded, retried }: Outcomes): number => delivered + discarded + retried
