/** What verbs over past events have in common: which of the events count. */
import type { Command } from 'commander'
import type { Selection } from '../history/selection.ts'

export interface SelectionFlags {
  type?: string[]
  event?: string[]
  from?: string
  to?: string
  sample?: string
}

export const eventFiles =
  'files, folders or globs with events: NDJSON or arrays, also as .gz; - for standard input'

export const declareSelection = (command: Command): Command =>
  command
    .option('--type <types...>', 'only events of these types')
    .option('--event <names...>', 'only track events of these names')
    .option('--from <time>', 'only events from then on: 2026-01-31, or a time with its zone')
    .option('--to <time>', 'only events before then')
    .option('--sample <share>', '1/100 takes one event in a hundred, the same ones each time')

/** @throws {UserError} (usage) for a time without a zone, or a sample that is none */
export async function readSelection(flags: SelectionFlags): Promise<Selection> {
  const { readSample, readTime } = await import('../history/selection.ts')
  return {
    types: flags.type,
    events: flags.event,
    from: flags.from === undefined ? undefined : readTime(flags.from),
    to: flags.to === undefined ? undefined : readTime(flags.to),
    sample: flags.sample === undefined ? undefined : readSample(flags.sample)
  }
}
