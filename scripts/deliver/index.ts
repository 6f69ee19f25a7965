/**
 * Compiles a function and simulates the delivery of events through it: what `npm run deliver` does.
 */
import path from 'node:path'
import { compileFunction, resolveFunction } from '../compile/index.ts'
import type { ResolvedFunction } from '../compile/types.ts'
import { loadConfig, selectDestinations } from '../input/config.ts'
import { UserError } from '../shared/errors.ts'
import { readLocatedJson } from '../input/located-json.ts'
import { redactor } from '../input/redact.ts'
import { exampleSettings, readSettings } from '../input/settings.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { makeEvents, readEvents, recordedEvents } from './events.ts'
import { readPlan } from './plan.ts'
import type { FaultPlan } from './fault-plan.ts'
import { repeatKeyOf } from './idempotency.ts'
import { outcomeOf, reportOf } from './report.ts'
import type { DeliveryReport } from './report.ts'
import { simulate } from './simulate.ts'

export type { DeliveryReport, Interval } from './report.ts'

/** File names count from the project's folder. */
export interface DeliverOptions {
  root: string
  function: string
  /** A file with one JSON event a line, or how many events to make after the recorded ones that the function takes. */
  events: string
  /** A preset, or a JSON file. */
  faults: string
  /** Values by the settings' names; left out, required settings get obviously fake values. */
  settings?: string | undefined
  seed: number
  onProgress?: ((done: number, of: number) => void) | undefined
}

export interface DeliverResult extends DeliveryReport {
  function: string
  faults: { name: string; description?: string }
  events: number
  seed: number
}

/** All of them are kept in memory. */
const mostEvents = 1_000_000

/** @throws UserError for a function, events, faults or settings that cannot be used */
export async function deliver(options: DeliverOptions): Promise<DeliverResult> {
  const { root, seed, onProgress } = options
  const config = await loadConfig(root)
  const name = selectDestinations(config, [options.function])[0]!
  const plan = await readPlan(root, options.faults)
  const fn = await resolveFunction(root, name, config.functions[name]!)
  const settings = await settingsOf(fn, options)
  const { code } = await compileFunction(root, fn)
  const target = {
    ...{ code, file: `dist/${name}/function.js`, settings, repeatKey: repeatKeyOf(fn) },
    ...(fn.batch && { batch: {} })
  }

  const count = countOf(options.events)
  const events =
    count === undefined
      ? await readEvents(root, options.events)
      : makeEvents(await templatesFor(root, target), count)
  const report = reportOf(
    await simulate({
      ...{ ...target, events, plan, seed },
      ...(onProgress && { onProgress: (done) => onProgress(done, events.length) })
    })
  )
  const redact = options.settings === undefined ? (text: string) => text : redactor(fn.settings, settings)
  return {
    function: name,
    faults: describe(options.faults, plan),
    ...{ events: events.length, seed },
    ...report,
    reasons: report.reasons.map((entry) => ({ ...entry, reason: redact(entry.reason) }))
  }
}

/** @returns how many events to make, undefined for a file's name */
function countOf(events: string): number | undefined {
  if (!/^\d+$/.test(events)) return undefined
  const count = Number(events)
  if (count >= 1 && count <= mostEvents) return count
  throw new UserError(
    'usage',
    `--events is ${events}.`,
    `Give a number from 1 to ${mostEvents.toLocaleString('en')}, or a file.`
  )
}

async function settingsOf(
  fn: ResolvedFunction,
  { root, settings }: DeliverOptions
): Promise<Record<string, unknown>> {
  if (settings === undefined) return exampleSettings(fn)
  return readSettings(fn, await readLocatedJson(path.resolve(root, settings), settings, 'event'))
}

/** The recorded events that the function delivers when nothing goes wrong. */
async function templatesFor(
  root: string,
  target: { code: string; file: string; settings: unknown }
): Promise<SegmentEvent[]> {
  const events = await recordedEvents(root)
  const simulation = await simulate({ ...target, events, plan: {}, seed: 1 })
  const templates = events.filter((_, index) => outcomeOf(simulation.events[index]!) === 'deliveredOnce')
  if (templates.length > 0) return templates
  const [reason] = reportOf(simulation).reasons.filter(
    ({ reason }) => !reason.startsWith('EventNotSupported')
  )
  throw new UserError(
    'event',
    `The function delivers none of the events in fixtures/events.${reason ? ` ${reason.reason}` : ''}`,
    'Give settings with --settings, or a file with events with --events.'
  )
}

const describe = (name: string, { description }: FaultPlan): DeliverResult['faults'] => ({
  name,
  ...(description !== undefined && { description })
})
