/**
 * Tries a change of presets without keeping it: what one event would become, and which of the others would become something
 * else. Nothing is sent: vendors are simulated, those of live functions too.
 */
import { compileFunction, withPresets } from '../compile/index.ts'
import { runLanes } from '../history/lanes.ts'
import type { Block } from '../history/blocks.ts'
import { placeOf, withChanges } from './changes.ts'
import type { PresetChanges } from './changes.ts'
import type { Entry, Result } from './entry.ts'
import type { Session } from './session.ts'
import type { Destination } from './unit.ts'
import { usualAnswer } from './vendor.ts'
import { wayOf } from './way.ts'
import type { Way } from './way.ts'

export interface Trial {
  /** What the event would become. */
  result: Result
  explanation: Way
  /** The ids of events of which other requests, or another outcome, would come. */
  changed: number[]
  /** How many events were looked at. */
  of: number
  /** What would be otherwise, the most frequent first: `POST /track/lead customerName`. */
  places: { place: string; count: number }[]
}

const eventsABlock = 500

/** A few blocks are gone through sooner than a second thread starts. */
const blocksAThread = 4
const mostThreads = 2

/**
 * @param entry - the event to show
 * @throws UserError as segment.config.json with these changes would be refused
 */
export async function tryChanges(
  session: Session,
  unit: Destination,
  changes: PresetChanges,
  entry: Entry
): Promise<Trial> {
  const { fn, config, code: before } = unit.build
  const wanted = withChanges(config, fn, changes)
  const changed = withPresets(fn, wanted, placeOf(unit))
  const { code } = await compileFunction(session.root, changed)
  const vendor = unit.vendor.kind === 'live' ? usualAnswer : unit.vendor
  const build = { ...unit.build, fn: changed, config: wanted, code }
  const [[result], comparison] = await Promise.all([
    session.invoke({ ...unit, host: await session.trialHost(), vendor, build }, [
      JSON.stringify(entry.event)
    ]),
    compareAll(session, unit, { before, after: code })
  ])
  return session.redactAll({
    result: result!,
    explanation: wayOf(changed, wanted, entry.event),
    ...comparison
  })
}

/** As `compare` does it with past events: the requests that both forms make, their outcomes and errors; a vendor that says yes. */
async function compareAll(
  session: Session,
  unit: Destination,
  forms: { before: string; after: string }
): Promise<Pick<Trial, 'changed' | 'of' | 'places'>> {
  const ids = session.deliveries.after(0)
  const settings = session.settings.of(unit.build.fn)
  const { events, lines, groups } = await runLanes({
    setup: { ...forms, settings, selection: {}, isListing: true },
    blocks: blocksOf(session, ids),
    threads: Math.min(mostThreads, Math.ceil(ids.length / eventsABlock / blocksAThread))
  })
  const places = groups.map(({ place, count }) => ({ place, count }))
  return { changed: lines, of: events, places: places.sort((one, other) => other.count - one.count) }
}

/** An event's line is its id. */
async function* blocksOf({ deliveries }: Session, ids: number[]): AsyncGenerator<Block> {
  for (let from = 0; from < ids.length; from += eventsABlock) {
    const texts = ids.slice(from, from + eventsABlock).flatMap((id) => {
      const text = deliveries.text(id)
      return text === undefined ? [] : [{ id, text }]
    })
    if (texts.length === 0) continue
    const lines = texts.map(({ id }) => id)
    yield {
      ...{ file: 'session', line: lines[0]!, lines },
      text: Buffer.from(texts.map(({ text }) => text).join('\n'))
    }
  }
}
