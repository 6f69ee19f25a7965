/**
 * The heart of every compiled function: takes one event through the subscriptions that want it and decides its outcome.
 */
import { classify } from './classify.ts'
import type { Failure } from './classify.ts'
import { DeliveredMemory } from './delivered.ts'
import { failureError } from './failure-error.ts'
import { Invocation } from './invocation.ts'
import type { FunctionSpec } from './invocation.ts'
import { settingsReader } from './settings.ts'
import { whyNot } from './why-not.ts'
import type { SegmentEvent, SubscriptionSpec } from '../author/types.ts'

export interface DestinationFunction {
  spec: FunctionSpec
  /** Settings are checked before anything is looked at; what is wrong with them concerns every event. */
  open(settings: unknown): Invocation | Failure
  /** The handler of every event type but delete. */
  onEvent(event: SegmentEvent, settings: unknown): Promise<void>
  onDelete(event: SegmentEvent, settings: unknown): Promise<void>
}

/** @param spec - what the compiler made of a definition and its presets */
export function createFunction(spec: FunctionSpec): DestinationFunction {
  const memory = new DeliveredMemory()
  const read = settingsReader(spec.settings, spec.validateSettings)

  function open(given: unknown): Invocation | Failure {
    try {
      return new Invocation(spec, given, read(given), memory)
    } catch (error) {
      return classify(error)
    }
  }

  /** Sends an event for all subscriptions that take it, at the same time: a slow vendor must not use up the others' time. */
  async function onEvent(event: SegmentEvent, settings: unknown): Promise<void> {
    const invocation = open(settings)
    let failure: Failure | undefined
    if (invocation instanceof Invocation) {
      try {
        const taking = invocation.matching(event)
        const before = invocation.deliveredBefore(event)
        const send = (subscription: SubscriptionSpec) =>
          before?.has(subscription.preset) ? undefined : invocation.deliver(subscription, event)
        // One, as it mostly is, needs no list of promises.
        const results = taking.length === 1 ? [await send(taking[0]!)] : await Promise.all(taking.map(send))
        failure = summarize(results, () => whyNot(spec.subscriptions, event))
        invocation.ended(event, failure, () =>
          taking.filter((_, index) => results[index] === undefined).map(({ preset }) => preset)
        )
      } catch (error) {
        failure = classify(error)
      }
    } else failure = invocation
    if (failure) throw failureError(spec, failure, event)
  }

  async function onDelete(event: SegmentEvent, settings: unknown): Promise<void> {
    const invocation = open(settings)
    const failure = invocation instanceof Invocation ? await invocation.remove(event) : invocation
    if (failure) throw failureError(spec, failure, event)
  }

  return { spec, open, onEvent, onDelete }
}

/**
 * One outcome out of those of all subscriptions, undefined standing for success: anything worth another try decides, then
 * the first failure in the order of the presets; an event that every subscription passed over is not supported.
 *
 * @param whyNone - asked where there is no result at all
 */
export function summarize(results: (Failure | undefined)[], whyNone: () => string): Failure | undefined {
  const failures = results.filter((result) => result !== undefined)
  if (failures.length === 0 && results.length > 0) return undefined
  const real = failures.filter(({ kind }) => kind !== 'skipped')
  const decisive = real.find(({ kind }) => kind === 'retried') ?? real[0]
  if (decisive) return decisive
  if (failures.length < results.length) return undefined
  return { kind: 'skipped', message: failures[0]?.message ?? whyNone(), status: 400 }
}
