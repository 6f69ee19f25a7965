/**
 * The heart of every compiled function: takes one event through the subscriptions that want it and decides its outcome.
 */
import { classify } from './classify.ts'
import type { Failure } from './classify.ts'
import { DeliveredMemory } from './delivered.ts'
import { failureError } from './failure-error.ts'
import type { PlacedFailure } from './failure-error.ts'
import { Invocation } from './invocation.ts'
import type { FunctionSpec } from './invocation.ts'
import type { SegmentEvent } from './types.ts'

export interface DestinationFunction {
  spec: FunctionSpec
  memory: DeliveredMemory
  /** The handler of every event type but delete. */
  onEvent(event: SegmentEvent, settings: unknown): Promise<void>
  onDelete(event: SegmentEvent, settings: unknown): Promise<void>
}

/** @param spec - what the compiler made of a definition and its presets */
export function createFunction(spec: FunctionSpec): DestinationFunction {
  const memory = new DeliveredMemory()
  return {
    spec,
    memory,
    onEvent: (event, settings) => handle(spec, settings, memory, event, sendToAll),
    onDelete: (event, settings) => handle(spec, settings, memory, event, remove)
  }
}

type Work = (invocation: Invocation, event: SegmentEvent) => Promise<PlacedFailure | undefined>

async function handle(
  spec: FunctionSpec,
  settings: unknown,
  memory: DeliveredMemory,
  event: SegmentEvent,
  work: Work
): Promise<void> {
  const invocation = open(spec, settings, memory)
  const failed = invocation instanceof Invocation ? await work(invocation, event) : { failure: invocation }
  if (failed) throw failureError(spec, failed, event, settings)
}

/** Settings are checked before anything is looked at; what is wrong with them concerns every event. */
export function open(spec: FunctionSpec, settings: unknown, memory: DeliveredMemory): Invocation | Failure {
  try {
    return new Invocation(spec, settings, memory)
  } catch (error) {
    return classify(error)
  }
}

/**
 * Sends an event for all subscriptions that take it, at the same time: a slow vendor must not use up the time of the others.
 */
export const sendToAll: Work = (invocation, event) => {
  const subscriptions = invocation.matching(event)
  return Promise.all(subscriptions.map((subscription) => invocation.deliver(subscription, event))).then(
    (failures) => summarize(failures.map((failure, i) => ({ failure, action: subscriptions[i]!.title })))
  )
}

export const remove: Work = async (invocation, event) => {
  const failure = await invocation.remove(event)
  return failure && { failure }
}

export interface Result {
  failure: Failure | undefined
  action?: string
}

/**
 * One outcome out of those of all subscriptions: anything worth another try decides, then the first failure in the order of
 * the presets; an event that every subscription passed over is not supported.
 */
export function summarize(results: Result[]): PlacedFailure | undefined {
  const failed = results.filter((result): result is PlacedFailure => result.failure !== undefined)
  const real = failed.filter(({ failure }) => failure.kind !== 'skipped')
  const decisive = real.find(({ failure }) => failure.kind === 'retried') ?? real[0]
  if (decisive) return decisive
  if (failed.length < results.length) return undefined
  const reason = failed[0]?.failure.message ?? 'no preset subscribes to it'
  return { failure: { kind: 'skipped', message: reason, status: 400 } }
}
