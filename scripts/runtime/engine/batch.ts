/**
 * `onBatch`: many events of any type in one call, each with a status of its own.
 *
 * An action with `performBatch` gets all events of its subscription at once; the others are sent one by one, a few at the
 * same time. What could not be started in time comes back with a status that Segment tries again.
 */
import { classify, failureByStatus } from './classify.ts'
import type { Failure } from './classify.ts'
import { messageFor } from './failure-error.ts'
import { forEachAtMost } from '../author/for-each-at-most.ts'
import { summarize } from './function.ts'
import type { DestinationFunction } from './function.ts'
import { Invocation, mapEvent, membershipOf } from './invocation.ts'
import { hostFetch } from '../core/host-globals.ts'
import { MultiStatusResponse } from '../core/multi-status.ts'
import type { AuthTokens } from './oauth.ts'
import { withoutSecrets } from './secrets.ts'
import { whyNot } from './why-not.ts'
import { within } from '../core/within.ts'
import { isObject } from '../author/text.ts'
import type { SegmentEvent, SubscriptionSpec } from '../author/types.ts'

/** One entry of what `onBatch` returns (Segment: Functions, Batching). */
export interface BatchStatus {
  status: number
  errormessage?: string
}

/** What became of one event, per subscription in the order of the presets; a deletion stands under `undefined`. */
type Results = Map<SubscriptionSpec | undefined, Failure | undefined>

const notInTime: Failure = {
  kind: 'retried',
  name: 'RetryError',
  message: 'there was no time left to send it',
  status: 408
}

const notEnded: Failure = { ...notInTime, message: 'the action did not end in time' }

/**
 * Requests end at the deadline by themselves. What is still going this much later waits for something else, and must not
 * take the other events of the batch along when Segment stops the function.
 */
const graceMs = 200

/**
 * @param target - the function whose events these are
 * @param concurrency - how many events are under way at the same time
 * @returns the handler; it gives one status per event, in the order of the events, and never throws for one of them
 */
export function createBatchHandler({ spec, open }: DestinationFunction, concurrency: number) {
  return async (events: SegmentEvent[], settings: unknown): Promise<BatchStatus[]> => {
    const invocation = open(settings)
    const toStatus = (event: SegmentEvent, failure: Failure | undefined): BatchStatus =>
      failure
        ? {
            status: failure.status,
            errormessage: withoutSecrets(messageFor(spec.name, event, failure))
          }
        : { status: 200 }
    if (!(invocation instanceof Invocation)) return events.map((event) => toStatus(event, invocation))

    const first = firstOccurrences(events)
    // All begin as "not in time": that is what stays of those whose turn never comes.
    const results: Results[] = events.map((event, index) =>
      first[index] === index ? startingResults(invocation, event) : new Map()
    )
    const tasks = planTasks(invocation, events, results)
    const work = forEachAtMost(concurrency, tasks, async (task) => {
      if (invocation.deadline.allowsRequest()) await task()
    })
    await within(invocation.deadline.left() + graceMs, work, () => undefined)
    const failures = results.map((result, index) =>
      summarize(resultsOf(result), () => whyNot(invocation.spec.subscriptions, events[index]!))
    )
    events.forEach((event, index) => {
      if (first[index] !== index) return
      invocation.ended(event, failures[index], () =>
        [...results[index]!].flatMap(([target, failure]) => (target && !failure ? target.preset : []))
      )
    })
    return events.map((event, index) => toStatus(event, failures[first[index]!]))
  }
}

/**
 * The same event twice in one batch is sent once: for each event the index of the first that is equal. Those that only
 * share a messageId are different ones.
 */
function firstOccurrences(events: SegmentEvent[]): number[] {
  const isEachItsOwn = new Set(events.map(({ messageId }) => messageId)).size === events.length
  const firsts = new Map<string | symbol, number>()
  return events.map((event, index) => {
    if (isEachItsOwn || typeof event.messageId !== 'string' || event.messageId === '') return index
    const text = textOf(event)
    if (!firsts.has(text)) firsts.set(text, index)
    return firsts.get(text)!
  })
}

/** What cannot be written as JSON, say because it is too deep, is like nothing else. */
function textOf(event: unknown): string | symbol {
  try {
    return JSON.stringify(event)
  } catch {
    return Symbol()
  }
}

/** What has to be sent counts as "not in time" until its turn comes; what was delivered before is done. */
function startingResults(invocation: Invocation, event: SegmentEvent): Results {
  try {
    const before = invocation.deliveredBefore(event)
    return new Map(
      targets(invocation, event).map((target) => [
        target,
        target && before?.has(target.preset) ? undefined : notInTime
      ])
    )
  } catch (error) {
    // Nobody can tell who wants it.
    return new Map([[undefined, classify(error)]])
  }
}

const targets = (invocation: Invocation, event: SegmentEvent): (SubscriptionSpec | undefined)[] =>
  event.type !== 'delete'
    ? invocation.matching(event)
    : invocation.spec.definition.onDelete
      ? [undefined]
      : []

function planTasks(
  invocation: Invocation,
  events: SegmentEvent[],
  results: Results[]
): (() => Promise<void>)[] {
  const groups = new Map<SubscriptionSpec, number[]>()
  const singles: (() => Promise<void>)[] = []
  results.forEach((result, index) => {
    for (const [subscription, state] of result) {
      if (state !== notInTime) continue
      const event = events[index]!
      if (subscription && invocation.spec.definition.actions[subscription.action]!.performBatch) {
        groups.set(subscription, [...(groups.get(subscription) ?? []), index])
      } else {
        singles.push(async () => {
          const work = subscription ? invocation.deliver(subscription, event) : invocation.remove(event)
          result.set(subscription, notEnded)
          result.set(subscription, await work)
        })
      }
    }
  })
  const batches = [...groups].map(([subscription, indexes]) => async () => {
    for (const index of indexes) results[index]!.set(subscription, notEnded)
    const failures = await deliverGroup(
      invocation,
      subscription,
      indexes.map((index) => events[index]!)
    )
    indexes.forEach((index, i) => results[index]!.set(subscription, failures[i]))
  })
  return [...batches, ...singles]
}

/** Sends the events of one subscription through `performBatch`, leaving out the payloads that are invalid. */
async function deliverGroup(
  invocation: Invocation,
  subscription: SubscriptionSpec,
  events: SegmentEvent[]
): Promise<(Failure | undefined)[]> {
  const items = events.map((event): Item => {
    const item: Item = { event, payload: undefined }
    attempt(item, () => (item.payload = mapEvent(subscription, event)))
    return item
  })
  for (const { items: group, alone } of subscription.groups?.(items) ?? [{ items, alone: false }]) {
    if (alone) group[0]!.failure = await invocation.deliver(subscription, group[0]!.event)
    else await sendGroup(invocation, subscription, group)
  }
  return items.map(({ failure }) => failure)
}

interface Item {
  event: SegmentEvent
  /** As it was mapped until its group is sent: Segment's platform forms groups of what no action has checked yet. */
  payload: unknown
  failure?: Failure | undefined
}

function attempt(item: Item, work: () => unknown): void {
  try {
    if (!item.failure) work()
  } catch (error) {
    item.failure = classify(error)
  }
}

async function sendGroup(
  invocation: Invocation,
  subscription: SubscriptionSpec,
  items: Item[]
): Promise<void> {
  for (const item of items)
    attempt(item, () => (item.payload = invocation.checkedPayload(subscription, item.payload, true)))
  const valid = items.filter(({ failure }) => !failure)
  if (valid.length === 0) return
  const send = (auth?: AuthTokens) => performBatch(invocation, subscription, items, valid, auth)
  let results: (Failure | undefined)[]
  try {
    results = await (invocation.session ? invocation.session.send(send) : send())
  } catch (error) {
    const failure = classify(error)
    results = valid.map(() => failure)
  }
  valid.forEach((item, index) => (item.failure = results[index]))
}

/** @param items - also those that are invalid, which the action sees among the events */
async function performBatch(
  invocation: Invocation,
  subscription: SubscriptionSpec,
  items: Item[],
  valid: Item[],
  auth: AuthTokens | undefined
): Promise<(Failure | undefined)[]> {
  try {
    const events = items.map(({ event }) => event)
    const payloads = valid.map(({ payload }) => payload)
    const input = {
      ...invocation.input(subscription, events, payloads, auth, events[0]),
      audienceMembership: valid.map(({ event }) => membershipOf(subscription, event))
    }
    const action = invocation.spec.definition.actions[subscription.action]!
    const answer = await action.performBatch!(invocation.client(input, action), input)
    return payloads.map((_, index) => {
      try {
        return readAnswer(answer, index)
      } catch (error) {
        // What says nothing readable of one payload says nothing of the others.
        return classify(error)
      }
    })
  } catch (error) {
    const failure = classify(error)
    return valid.map(() => failure)
  }
}

/** What `performBatch` said of its payload at an index: a MultiStatusResponse, one response or error for all, or nothing. */
function readAnswer(answer: unknown, index: number): Failure | undefined {
  if (answer instanceof MultiStatusResponse) {
    const entry = answer.getResponseAtIndex(index)?.value()
    if (!entry) return failureByStatus(500, 'the action gave no result for this event')
    const { status } = entry
    // Also of an entry that is called an error: its status is what counts, as in Segment.
    if (isSuccess(status)) return undefined
    return failureByStatus(status, 'errormessage' in entry ? entry.errormessage : `HTTP ${status}`)
  }
  if (isObject(answer) && answer.name === 'HTTPError') return classify(answer)
  // Anything else is what the action likes to say, whatever it holds.
  if (answer instanceof hostFetch().Response && !isSuccess(answer.status))
    return classify({ name: 'HTTPError', response: answer })
  return undefined
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300

const resultsOf = (results: Results): (Failure | undefined)[] =>
  [...results].map(([subscription, failure]) => failure && { ...failure, action: subscription?.title })
