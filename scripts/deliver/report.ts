/**
 * What a simulation comes to: how many events met which end, why, and when.
 */
import type { EventRecord, Simulation } from './simulate.ts'

export interface DeliveryReport {
  /** Every event is in exactly one of these. */
  outcomes: {
    /** Segment counts the event as delivered, and the vendor accepted it once. */
    deliveredOnce: number
    /** The same, but the vendor accepted the event, or a part of it, more than once. */
    deliveredMoreThanOnce: number
    discarded: number
    /** Segment tried until it gave up. */
    expired: number
    /** Segment counts the event as delivered, and the vendor never accepted it. */
    lost: number
  }
  /** How many of the events repeat one on purpose. */
  replays: number
  /** Events that the vendor counted more than once, repeats that it recognised left out. */
  countedTwice: number
  /** Discarded or expired events of which the vendor accepted something nevertheless. */
  failedThoughAccepted: number
  /** Why events were discarded or expired, the most frequent first. */
  reasons: { outcome: 'discarded' | 'expired'; events: number; reason: string }[]
  timeline: Interval[]
  invocations: number
  billedMs: number
  requests: number
  /** Accepted requests that could not be told to belong to an event of their batch. */
  unattributed: number
  restarts: number
  /** From the first event to the end of the last, in ms of virtual time. */
  durationMs: number
}

export interface Interval {
  /** Minutes since the first event. */
  fromMinute: number
  arrived: number
  invocations: number
  delivered: number
  retried: number
  discarded: number
  expired: number
  /** Arrived and not ended when the interval was over. */
  waiting: number
}

export type Outcome = keyof DeliveryReport['outcomes']

export function outcomeOf({ final, accepted }: EventRecord): Outcome {
  if (final.kind !== 'delivered') return final.kind
  if (accepted.size === 0) return 'lost'
  return greatest(accepted) > 1 ? 'deliveredMoreThanOnce' : 'deliveredOnce'
}

export function reportOf(simulation: Simulation): DeliveryReport {
  const { events, calls, requests, unattributed, restarts } = simulation
  const outcomes = { deliveredOnce: 0, deliveredMoreThanOnce: 0, discarded: 0, expired: 0, lost: 0 }
  for (const event of events) outcomes[outcomeOf(event)]++
  return {
    outcomes,
    replays: count(events, ({ replayOf }) => replayOf !== undefined),
    countedTwice: count(events, ({ counted }) => greatest(counted) > 1),
    failedThoughAccepted: count(
      events,
      ({ final, accepted }) => final.kind !== 'delivered' && accepted.size > 0
    ),
    reasons: reasonsOf(events),
    timeline: timelineOf(simulation),
    invocations: calls.length,
    billedMs: calls.reduce((sum, { billedMs }) => sum + billedMs, 0),
    ...{ requests, unattributed, restarts },
    durationMs: endOf(events)
  }
}

const greatest = (counts: Map<string, number>): number => Math.max(0, ...counts.values())

const count = <T>(list: T[], holds: (element: T) => boolean): number => list.filter(holds).length

const endOf = (events: EventRecord[]): number => events.reduce((last, { ended }) => Math.max(last, ended), 0)

function reasonsOf(events: EventRecord[]): DeliveryReport['reasons'] {
  const reasons = new Map<string, DeliveryReport['reasons'][number]>()
  for (const { final } of events) {
    if (final.kind === 'delivered') continue
    const key = `${final.kind} ${final.reason}`
    const known = reasons.get(key) ?? { outcome: final.kind, events: 0, reason: final.reason }
    reasons.set(key, { ...known, events: known.events + 1 })
  }
  return [...reasons.values()].sort((a, b) => b.events - a.events)
}

const minuteMs = 60_000

/** In steps of 10 minutes, of 30 when it takes longer than four hours. */
function timelineOf({ events, calls }: Simulation): Interval[] {
  const end = endOf(events)
  const step = end > 240 * minuteMs ? 30 : 10
  const timeline = Array.from({ length: Math.floor(end / (step * minuteMs)) + 1 }, (_, i) => ({
    fromMinute: i * step,
    ...{ arrived: 0, invocations: 0, delivered: 0, retried: 0, discarded: 0, expired: 0, waiting: 0 }
  }))
  const at = (time: number) => timeline[Math.floor(time / (step * minuteMs))]!
  for (const { arrived, ended, final } of events) {
    at(arrived).arrived++
    at(ended)[final.kind]++
  }
  for (const { time, retried } of calls) {
    const interval = at(time)
    interval.invocations++
    interval.retried += retried
  }
  let waiting = 0
  for (const interval of timeline) {
    waiting += interval.arrived - interval.delivered - interval.discarded - interval.expired
    interval.waiting = waiting
  }
  return timeline
}
