/** Takes blocks of past events through two forms of a function and counts what differs, by kind. */
import { recordsOf, type Block, type Broken } from './blocks.ts'
import { parseEvent } from './event.ts'
import { differencesOf, type Difference } from './differences.ts'
import { copyEvent } from './copy-event.ts'
import { EventClock } from './event-clock.ts'
import { endingOf, isSame, openForm, type PlainEnding } from './form.ts'
import { isSelected, type Selection } from './selection.ts'

export interface LaneSetup {
  /** The code of both forms. */
  before: string
  after: string
  settings: Record<string, unknown>
  selection: Selection
  /** Whether each event that differs is named, which for a million of them would be a long list. */
  isListing?: boolean
  /** Which call of the block is under way, for whoever watches the thread; the first of a block is 0. */
  calls: Int32Array
}

export interface Example {
  file: string
  line: number
  /** The difference with the values of this event. */
  what: string
  /** The event, as JSON. */
  text: string
}

/** Events that differ in the same way. */
export interface Group {
  kind: Difference['kind']
  /** What the events have in common. */
  place: string
  /** In how many events. */
  count: number
  /** The first ones. */
  examples: Example[]
}

/** What is known of some events. */
export interface Tally {
  events: number
  different: number
  /** Records that the selection leaves out. */
  leftOut: number
  broken: Broken[]
  groups: Group[]
  /** The lines of the events that differ, where they are asked for. */
  lines: number[]
}

export const mostExamples = 3

/** A call that ended its thread, which only others can know. */
export interface LostCall {
  /** As {@link LaneSetup.calls} had it. */
  call: number
  /** What the host calls it. */
  error: 'Timeout' | 'ProcessLost'
}

/** @returns what is called with one block after the other, and with the calls in it that are not to be made again */
export function openLane({
  before,
  after,
  settings,
  selection,
  isListing,
  calls
}: LaneSetup): (block: Block, lost?: LostCall[]) => Promise<Tally> {
  const clock = new EventClock()
  const forms = [before, after].map((code) => openForm(code, settings, clock))
  return async (block, lost = []) => {
    const tally = emptyTally()
    let made = 0
    const call = (form: number, event: Record<string, unknown>): Promise<PlainEnding> | PlainEnding => {
      Atomics.store(calls, 0, made)
      const error = lost.find(({ call }) => call === made)?.error
      made += 1
      return error ? { outcome: 'retried', error, requests: [] } : forms[form]!(event, timeOf(event))
    }
    for (const record of recordsOf(block)) {
      const event = parseEvent(record.text)
      if (!event) {
        tally.broken.push({ file: block.file, line: record.line, reason: 'it is no event' })
        continue
      }
      if (!isSelected(event, selection)) {
        tally.leftOut += 1
        continue
      }
      const old = await call(0, copyEvent(event))
      const young = await call(1, event)
      const differences = isSame(old, young) ? [] : differencesOf(endingOf(old), endingOf(young))
      count(tally, differences, { file: block.file, ...record })
      if (isListing && differences.length > 0) tally.lines.push(record.line)
    }
    return tally
  }
}

export const emptyTally = (): Tally => ({
  ...{ events: 0, different: 0, leftOut: 0 },
  ...{ broken: [], groups: [], lines: [] }
})

/** Adds what came later to what came before. */
export function addTally(tally: Tally, later: Tally): void {
  tally.events += later.events
  tally.different += later.different
  tally.leftOut += later.leftOut
  tally.broken.push(...later.broken)
  tally.lines.push(...later.lines)
  for (const { kind, place, count, examples } of later.groups) {
    const group = groupOf(tally, kind, place)
    group.count += count
    group.examples.push(...examples.slice(0, mostExamples - group.examples.length))
  }
}

function count(tally: Tally, differences: Difference[], event: Omit<Example, 'what'>): void {
  tally.events += 1
  if (differences.length > 0) tally.different += 1
  const counted = new Set<Group>()
  for (const { kind, place, what } of differences) {
    const group = groupOf(tally, kind, place)
    // A list may differ in each of its elements; the event counts once.
    if (counted.has(group)) continue
    counted.add(group)
    group.count += 1
    if (group.examples.length < mostExamples) group.examples.push({ ...event, what })
  }
}

function groupOf(tally: Tally, kind: Group['kind'], place: string): Group {
  const known = tally.groups.find((group) => group.kind === kind && group.place === place)
  if (known) return known
  const group: Group = { kind, place, count: 0, examples: [] }
  tally.groups.push(group)
  return group
}

function timeOf(event: Record<string, unknown>): number {
  const time = Date.parse(String(event.receivedAt ?? event.timestamp))
  return Number.isNaN(time) ? 0 : time
}
