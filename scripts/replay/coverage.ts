/**
 * What of a function no fixture reaches: handlers, presets, fields and outcomes.
 */
import type { JSONObject } from '@segment/actions-core'
import { actionsCore, destinationSubscriptions } from '../shared/actions-core.ts'
import type { ResolvedFunction } from '../compile/types.ts'
import { eventHandlers } from '../shared/handlers.ts'
import type { Invocation } from '../host/types.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import type { Fixture } from './fixture.ts'

/** How much of one kind of thing the fixtures reach. */
export interface Reach {
  reached: number
  total: number
  /** From 0 to 100; 100 only when nothing is missing. */
  percent: number
  /** What no fixture reaches, in the order of the definition. */
  missing: string[]
}

export interface Coverage {
  function: string
  handlers: Reach
  /** All automatic presets of the definition, those too that only fixtures name. */
  presets: Reach
  /** `action.field`; reached when some mapped payload has a value for it. */
  fields: Reach
  outcomes: Reach
}

/** The classes of outcomes that a destination has to be tested for. */
const outcomeClasses = ['delivered', 'ValidationError', 'InvalidEventPayload', 'EventNotSupported', 'retried']

/** Collects, fixture by fixture, what a function's fixtures reach. */
export class CoverageCounter {
  readonly #fn: ResolvedFunction
  readonly #handlers: string[]
  readonly #seen = {
    handlers: new Set<string>(),
    presets: new Set<string>(),
    fields: new Set<string>(),
    outcomes: new Set<string>()
  }

  /**
   * @param fn - the function as segment.config.json has it
   * @param handlers - the handlers that its compiled form has
   */
  constructor(fn: ResolvedFunction, handlers: string[]) {
    this.#fn = fn
    this.#handlers = handlers
  }

  /**
   * @param fn - the function with the presets of the fixture
   * @param invocation - what the compiled function did
   */
  add(
    fn: ResolvedFunction,
    { batch, events }: Fixture,
    invocation: Pick<Invocation, 'outcome' | 'error' | 'outcomes'>
  ): void {
    if (batch) this.#seen.handlers.add('onBatch')
    for (const event of events) {
      if (!batch) this.#seen.handlers.add(eventHandlers[event.type as keyof typeof eventHandlers])
      this.#addPayloads(fn, event)
    }
    for (const outcome of invocation.outcomes ?? [invocation.outcome]) this.#seen.outcomes.add(outcome)
    if (invocation.error) this.#seen.outcomes.add(invocation.error.name)
  }

  #addPayloads(fn: ResolvedFunction, event: SegmentEvent): void {
    for (const { preset, action, subscribe, mapping } of fn.subscriptions) {
      if (!destinationSubscriptions.validate(destinationSubscriptions.parseFql(subscribe), event)) continue
      this.#seen.presets.add(preset)
      for (const [field, value] of Object.entries(payloadOf(mapping, event)))
        if (value !== undefined && value !== null && value !== '') this.#seen.fields.add(`${action}.${field}`)
    }
  }

  report(): Coverage {
    const { actions, presets = [] } = this.#fn.definition
    const fields = Object.entries(actions).flatMap(([action, { fields }]) =>
      Object.keys(fields).map((field) => `${action}.${field}`)
    )
    const automatic = presets.flatMap(({ type, name }) => (type === 'automatic' && name ? [name] : []))
    return {
      function: this.#fn.name,
      handlers: reach(this.#handlers, this.#seen.handlers),
      presets: reach(automatic, this.#seen.presets),
      fields: reach(fields, this.#seen.fields),
      outcomes: reach(outcomeClasses, this.#seen.outcomes)
    }
  }
}

/** A mapping that cannot be resolved for an event reaches no field; that is an outcome, not a mistake here. */
function payloadOf(mapping: JSONObject, event: SegmentEvent): JSONObject {
  try {
    return actionsCore.transform(mapping, event as unknown as JSONObject)
  } catch {
    return {}
  }
}

function reach(all: string[], seen: Set<string>): Reach {
  const missing = all.filter((name) => !seen.has(name))
  const reached = all.length - missing.length
  // Rounded down, so that 199 of 200 do not read as complete.
  const percent = all.length === 0 ? 100 : Math.floor((reached / all.length) * 100)
  return { reached, total: all.length, percent, missing }
}
