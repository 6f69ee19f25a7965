/**
 * Delivers events through a compiled function as Segment would, on a virtual clock: events arrive, are put into batches,
 * reach a process, fail, wait and come back, until each is delivered, discarded or given up.
 */
import type { ProcessInvocation } from '../host/process.ts'
import type { OutcomeKind } from '../host/types.ts'
import { VirtualClock } from '../host/virtual-clock.ts'
import type { SegmentEvent } from '../runtime/author/types.ts'
import { Agenda } from './agenda.ts'
import { marksOf } from './attribution.ts'
import { createBatchFormer } from './batch-former.ts'
import type { FaultPlan } from './fault-plan.ts'
import { repeatKey } from './idempotency.ts'
import type { RepeatKey } from './idempotency.ts'
import { retryPolicy, waitBefore } from './policy.ts'
import { createProcesses } from './processes.ts'
import { between, createRandom } from './random.ts'
import type { Random } from './random.ts'
import { createVendor, noSightings } from './vendor.ts'
import type { Sightings } from './vendor.ts'

export interface SimulationOptions {
  /** The compiled function. */
  code: string
  /** How messages call the code. */
  file?: string
  /** Whether the function has `onBatch`; `events` is the size of its batches, 20 when left out. */
  batch?: { events?: number }
  settings: unknown
  events: SegmentEvent[]
  plan: FaultPlan
  /** The same seed gives the same simulation. */
  seed: number
  /** What the vendor knows a repeat by; left out, it knows those that change nothing. */
  repeatKey?: RepeatKey
  /** Told of every call of the function, with what went in and came out. */
  onCall?: (call: SimulatedCall) => void
  onProgress?: (done: number) => void
}

export interface SimulatedCall {
  /** Indexes in `events`; one for a call of a single handler. A replayed event has the index of the one it repeats. */
  events: number[]
  isBatch: boolean
  /** What the vendor knows of each of them by then. */
  sightings: Sightings[]
  result: ProcessInvocation
}

/** What became of an event, as Segment sees it; `reason` is the last error. */
export type FinalState = { kind: 'delivered' } | { kind: 'discarded' | 'expired'; reason: string }

/** The life of one event. Times are in ms since the first event. */
export interface EventRecord extends Sightings {
  arrived: number
  attempts: number
  final: FinalState
  ended: number
  /** Of an event that was sent once more on purpose: the index of the one that it repeats. */
  replayOf?: number
}

/** What a call did, for the timeline. */
export interface CallRecord {
  time: number
  billedMs: number
  retried: number
}

export interface Simulation {
  /** In the order of the events; behind them, those that were sent once more on purpose. */
  events: EventRecord[]
  calls: CallRecord[]
  requests: number
  unattributed: number
  restarts: number
}

interface Tracked extends Omit<EventRecord, 'final'> {
  index: number
  event: SegmentEvent
  final?: FinalState
}

/** Any day will do; a fixed one makes simulations equal. */
const firstMoment = Date.parse('2026-01-05T00:00:00.000Z')

export async function simulate(options: SimulationOptions): Promise<Simulation> {
  const { plan, settings, batch } = options
  const clock = new VirtualClock(firstMoment)
  const agenda = new Agenda(clock)
  // Each has chances of its own, so that one more retry does not change what the vendor does to others.
  const [arrivals, waits, vendorChance, processChance] = [1, 2, 3, 4].map((n) =>
    createRandom(options.seed * 4 + n)
  )
  const people = createRandom(-options.seed)
  const vendor = createVendor({
    ...{ plan, clock, random: vendorChance! },
    repeatKey: options.repeatKey ?? repeatKey
  })
  let bug: unknown
  const processes = createProcesses({
    ...{ code: options.code, file: options.file, settings, plan, clock, vendor },
    random: processChance!,
    failed: (error) => (bug ??= error)
  })
  const calls: CallRecord[] = []
  let ended = 0

  const now = () => clock.now() - firstMoment
  const track = (event: SegmentEvent, index: number): Tracked => ({
    ...noSightings(),
    ...{ index, event, arrived: 0, attempts: 0, ended: 0 }
  })
  const tracked = shareIds(options.events, plan.sharedIdRate ?? 0, people).map(track)
  const replays: Tracked[] = []

  const send = batch ? createBatchFormer<Tracked>(agenda, call, batch.events) : (one: Tracked) => call([one])

  function call(members: Tracked[]): void {
    // Segment calls single handlers at a low rate (Segment: Functions, Batching).
    const isBatch = members.length > 1
    const input = members.map(({ event }) => event)
    processes.call({
      input: isBatch ? input : input[0],
      events: members.length,
      marks: marksOf(input),
      sent: input,
      sightings: members,
      started: () => members.forEach((member) => member.attempts++),
      ended: (result) => end(members, isBatch, result)
    })
  }

  function end(members: Tracked[], isBatch: boolean, result: ProcessInvocation): void {
    const retriedBefore = members.map((member, i) => settle(member, verdict(result, isBatch, i)))
    calls.push({
      time: now(),
      billedMs: Math.ceil(result.durationMs),
      retried: retriedBefore.filter(Boolean).length
    })
    options.onCall?.({ events: members.map(({ index }) => index), isBatch, sightings: members, result })
  }

  /** @returns whether the event will come back */
  function settle(member: Tracked, { outcome, reason }: Verdict): boolean {
    if (outcome !== 'retried')
      return finish(member, outcome === 'delivered' ? { kind: outcome } : { kind: outcome, reason })
    const wait = waitBefore(member.attempts, waits!)
    const isOver =
      member.attempts > retryPolicy.retries || now() + wait - member.arrived > retryPolicy.windowMs
    if (isOver) return finish(member, { kind: 'expired', reason })
    agenda.after(wait, () => send(member))
    return true
  }

  function finish(member: Tracked, final: FinalState): false {
    Object.assign(member, { final, ended: now() })
    if (member.replayOf !== undefined) return false
    options.onProgress?.(++ended)
    if (final.kind === 'delivered' && people() < (plan.replayRate ?? 0)) replay(member)
    return false
  }

  function replay({ event, index }: Tracked): void {
    const again = { ...track(event, index), replayOf: index }
    const wait = between(people, 0, retryPolicy.windowMs)
    replays.push(again)
    again.arrived = now() + wait
    agenda.after(wait, () => send(again))
  }

  const pauseMs = ((plan.spreadMinutes ?? 60) * 60_000) / options.events.length
  tracked.forEach((member, index) => {
    member.arrived = Math.round(index * pauseMs) + between(arrivals!, 0, Math.floor(pauseMs / 2))
    agenda.at(firstMoment + member.arrived, () => send(member))
  })
  await clock.runUntilIdle()
  if (bug) throw bug
  return {
    events: [...tracked, ...replays].map(({ index: _index, event: _event, final, ...record }) => {
      if (!final) throw new Error('the simulation ended before every event had')
      return { ...record, final }
    }),
    calls,
    requests: vendor.requests,
    unattributed: vendor.unattributed,
    restarts: processes.restarts
  }
}

/** Some libraries, and some people's code, give one messageId to several events. */
function shareIds(events: SegmentEvent[], rate: number, random: Random): SegmentEvent[] {
  if (rate === 0) return events
  return events.map((event, index) => {
    const before = events[index - 1]
    return before && random() < rate ? { ...event, messageId: before.messageId } : event
  })
}

interface Verdict {
  outcome: OutcomeKind
  reason: string
}

/** What became of one event of a call, read as the host reads it. */
function verdict(result: ProcessInvocation, isBatch: boolean, index: number): Verdict {
  const { error, statuses, outcomes } = result
  const thrown = error ? `${error.name}: ${error.message}` : ''
  if (!isBatch) return { outcome: result.outcome, reason: thrown }
  const status = statuses?.[index]
  return { outcome: outcomes![index]!, reason: thrown || `${status?.status}: ${status?.errormessage ?? ''}` }
}
