/** What the host reports of an event in a function, with the presets that took it. */
import { takes } from '../explain/index.ts'
import type { Invocation } from '../host/types.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import type { Result } from './entry.ts'
import type { Destination } from './unit.ts'

/** @returns what is to be shown only with the values of secrets hidden */
export function resultOf(
  { name, build, vendor }: Destination,
  event: SegmentEvent,
  invocation: Invocation
): Result {
  const { outcome, error, failure, requests, answers, logs, warnings, durationMs } = invocation
  const isPresets = event.type !== 'delete'
  const taking = isPresets ? build.fn.subscriptions.filter(({ condition }) => takes(condition, event)) : []
  return {
    function: name,
    outcome,
    error: error ? { name: error.name, message: error.message } : null,
    ...(failure && { failure }),
    presets: taking.map(({ preset }) => preset),
    requests,
    ...(answers && { answers }),
    logs,
    warnings,
    vendor,
    durationMs
  }
}
