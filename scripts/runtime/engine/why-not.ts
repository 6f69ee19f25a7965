/**
 * Why no preset takes an event, for the one place where its sender may look: the message in Segment's Event Delivery.
 */
import { cut } from '../author/text.ts'
import type { SegmentEvent, SubscriptionSpec } from '../author/types.ts'
import { withoutSecrets } from './secrets.ts'

/** Segment shows messages in a narrow column. */
const longestValue = 60
const longestReason = 400

/** @returns `event is "order completed", "Track a sale" wants "Order Completed"`, without a dot */
export function whyNot(subscriptions: SubscriptionSpec[], event: SegmentEvent): string {
  const wishes: Record<string, string[]> = {}
  for (const { preset, wants } of subscriptions) {
    for (const [path, value, holds, wish] of wants?.(event) ?? []) {
      if (!holds) (wishes[`${path} is ${inWords(value)}`] ??= []).push(`"${preset}" wants ${wish}`)
    }
  }
  const reasons = Object.entries(wishes).map(([finding, presets]) => `${finding}, ${presets.join(', ')}`)
  return cut(reasons.join('; '), longestReason) || 'no preset subscribes to it'
}

/** Masked before it is cut: half a secret would not be known as one. */
const inWords = (value: unknown): string =>
  value === undefined || value === null ? 'absent' : cut(withoutSecrets(JSON.stringify(value)), longestValue)
