/**
 * Tries a change of presets without keeping it: what one event would become, and which of the others would become something
 * else. Nothing is sent: vendors are simulated, those of live functions too.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { compileFunction, withPresets } from '../compile/index.ts'
import type { ResolvedFunction, Subscription } from '../compile/types.ts'
import { explainMapping, takes } from '../explain/index.ts'
import { createHost } from '../host/index.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { placeOf, withChanges } from './changes.ts'
import type { PresetChanges } from './changes.ts'
import type { Entry, Result } from './entries.ts'
import type { Session } from './session.ts'
import type { Destination } from './unit.ts'
import { judgeFields } from './validation.ts'
import { usualAnswer } from './vendor.ts'
import { wayOf } from './way.ts'
import type { Way } from './way.ts'

export interface Trial {
  /** What the event would become. */
  result: Result
  explanation: Way
  /** Events that some preset would take that does not today, or the other way round, or of which an action gets other values. */
  changed: number[]
  /** How many events were looked at. */
  of: number
}

/** The event loop is let go this often, so that events still come in. */
const eventsATurn = 100

/**
 * @param entry - the event to show
 * @param entries - the events to count among
 * @throws UserError as segment.config.json with these changes would be refused
 */
export async function tryChanges(
  session: Session,
  unit: Destination,
  changes: PresetChanges,
  entry: Entry,
  entries: Entry[]
): Promise<Trial> {
  const { fn, config } = unit.build
  const wanted = withChanges(config, fn, changes)
  const changed = withPresets(fn, wanted, placeOf(unit))
  const { code } = await compileFunction(session.root, changed)
  const vendor = unit.vendor.kind === 'live' ? usualAnswer : unit.vendor
  const host = await createHost({ file: `dist/${fn.name}/function.js` })
  try {
    const tried: Destination = {
      ...unit,
      host,
      vendor,
      build: { ...unit.build, fn: changed, config: wanted, code }
    }
    return {
      result: await session.invoke(tried, entry.event),
      explanation: session.redact(unit, wayOf(changed, wanted, entry.event)),
      changed: await changedAmong(fn, changed, entries),
      of: entries.length
    }
  } finally {
    await host.close()
  }
}

/** What the actions get is compared, after validation: what follows is the same code with the same settings. */
async function changedAmong(
  before: ResolvedFunction,
  after: ResolvedFunction,
  entries: Entry[]
): Promise<number[]> {
  const changed: number[] = []
  for (const [index, { id, event }] of entries.entries()) {
    if (index % eventsATurn === eventsATurn - 1) await nextTurn()
    if (event.type !== 'delete' && handedOver(before, event) !== handedOver(after, event)) changed.push(id)
  }
  return changed
}

const handedOver = (fn: ResolvedFunction, event: SegmentEvent): string =>
  JSON.stringify(
    fn.subscriptions
      .filter(({ condition }) => takes(condition, event))
      .map((subscription) => [subscription.preset, payloadOf(fn, subscription, event)])
  )

/** Or why there is none, which counts as something else as well. */
function payloadOf(fn: ResolvedFunction, { action, mapping }: Subscription, event: SegmentEvent): unknown {
  try {
    const given = explainMapping(mapping, event).filter((field) => 'value' in field)
    const values = Object.fromEntries(given.map(({ field, value }) => [field, value]))
    return judgeFields(fn, action, values) ?? values
  } catch (error) {
    return (error as Error).message
  }
}
