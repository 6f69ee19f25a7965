/**
 * The reference: what Segment's own engine, actions-core, makes of the events of a fixture. The compiled function must
 * send the same requests and come to the same outcome.
 */
import type { Destination, JSONObject, SegmentEvent as ActionsEvent } from '@segment/actions-core'
import { actionsCore, destinationSubscriptions } from '../shared/actions-core.ts'
import type { ResolvedFunction, Subscription } from '../compile/types.ts'
import { openNetwork, type NetworkReport } from '../host/network.ts'
import type { Network, OutcomeKind } from '../host/types.ts'
import type { EventType, SegmentEvent } from '../runtime/author/types.ts'
import type { Fixture } from './fixture.ts'
import { quietTurns } from './late-work.ts'
import { firstOccurrences, settingsFor, verdictOnStatus, verdictOnThrown, type Verdict } from './rules.ts'

export interface ReferenceRun extends NetworkReport {
  outcome: OutcomeKind
  error?: { name: string; message: string }
  /** Of a batch only: what becomes of each event, in their order. */
  outcomes?: OutcomeKind[]
  /** Requests that were open when the action ended, or began afterwards, as `POST https://…`. */
  unawaited?: string[]
  /** Why there is nothing to compare: the engine came to no end, or lost its process. */
  broken?: string
}

/** What actions-core needs of a function; the rest is the compiler's. */
export type ReferenceSubject = Pick<ResolvedFunction, 'definition'> & {
  subscriptions: Pick<Subscription, 'action' | 'subscribe' | 'mapping'>[]
  /** Settings that must have a value besides the definition's own. */
  required?: string[]
}
type Taking = ReferenceSubject['subscriptions'][number]

const eventTypes = ['identify', 'track', 'page', 'screen', 'group', 'alias', 'delete'] satisfies EventType[]

/** The events of one call, what they are sent with, and the engine that sends them. */
interface Call {
  fn: ReferenceSubject
  handlers: string[]
  destination: Destination
  given: Record<string, unknown>
}

/**
 * Sends the events of a fixture through actions-core. Only one run at a time may be open in a thread.
 *
 * @param fn - the function, with the fixture's presets
 * @param handlers - the handlers of the compiled function: what has none is not supported, before anything is checked
 * @param fixture - the events, settings and exchanges
 * @param afterwards - lets what nobody awaited begin
 */
export async function runReference(
  fn: ReferenceSubject,
  handlers: string[],
  fixture: Pick<Fixture, 'batch' | 'events' | 'settings' | 'exchanges'> & { network?: Network },
  afterwards: () => Promise<void> = quietTurns
): Promise<ReferenceRun> {
  // actions-core makes "<name>:<title>" the id of a schema, which AJV reads as a URI: "Product Fruits:…" is malformed.
  // So is "1plusx:…": a scheme begins with a letter.
  const name = `d-${fn.definition.name.replace(/[^A-Za-z0-9+.-]/g, '-')}`
  const destination = new actionsCore.Destination({ ...fn.definition, name }) as Destination
  const call: Call = { fn, handlers, destination, given: fixture.settings }
  const network = openNetwork(fixture.network ?? { kind: 'exchanges', exchanges: fixture.exchanges })
  try {
    const verdicts = fixture.batch
      ? await sendBatch(call, fixture.events)
      : [await sendEvent(call, fixture.events[0]!)]
    const inTime = network.sent()
    await afterwards()
    const late = network.sent().slice(inTime.length)
    const unawaited = [...inTime.filter(({ answered }) => !answered), ...late].map(({ name }) => name)
    return {
      ...(fixture.batch ? batchResult(verdicts) : singleResult(verdicts[0]!, fixture.events[0]!)),
      ...(unawaited.length > 0 && { unawaited }),
      ...network.close()
    }
  } catch (error) {
    network.close()
    throw error
  }
}

async function sendEvent(call: Call, event: SegmentEvent): Promise<Verdict> {
  // Segment passes over a type it does not know.
  if (!eventTypes.includes(event.type as EventType)) return { kind: 'delivered' }
  if (!hasHandler(call, event)) return { kind: 'skipped' }
  const settings = preparedSettings(call)
  if ('kind' in settings) return settings
  if (event.type === 'delete') return sendDelete(call, event, settings.values)
  // At the same time, as the compiled function does: actions may share what a module keeps, say a token.
  const taking = call.fn.subscriptions.filter((subscription) => takes(subscription, event))
  return combine(
    await Promise.all(taking.map((subscription) => sendOne(call, subscription, event, settings.values)))
  )
}

async function sendBatch(call: Call, events: SegmentEvent[]): Promise<Verdict[]> {
  const settings = preparedSettings(call)
  if ('kind' in settings) return events.map(() => settings)
  const first = firstOccurrences(events)
  const verdicts: Verdict[][] = events.map(() => [])
  for (const [index, event] of events.entries())
    if (event.type === 'delete' && first[index] === index)
      verdicts[index]!.push(await sendDelete(call, event, settings.values))
  for (const subscription of call.fn.subscriptions) {
    const taken = [...events.keys()].filter(
      (index) =>
        first[index] === index && events[index]!.type !== 'delete' && takes(subscription, events[index]!)
    )
    if (taken.length === 0) continue
    const results = await sendMany(
      call,
      subscription,
      taken.map((index) => events[index]!),
      settings.values
    )
    taken.forEach((index, position) => verdicts[index]!.push(results[position]!))
  }
  return events.map((_, index) => combine(verdicts[first[index]!]!))
}

async function sendDelete(call: Call, event: SegmentEvent, settings: JSONObject): Promise<Verdict> {
  const { onDelete } = call.destination
  return onDelete
    ? attempt(() => onDelete.call(call.destination, copy(event), withTokens(settings, call)))
    : { kind: 'skipped' }
}

async function sendMany(
  call: Call,
  subscription: Taking,
  events: SegmentEvent[],
  settings: JSONObject
): Promise<Verdict[]> {
  if (call.fn.definition.actions[subscription.action]?.performBatch === undefined) {
    const verdicts: Verdict[] = []
    for (const event of events) verdicts.push(await sendOne(call, subscription, event, settings))
    return verdicts
  }
  const verdicts: Verdict[] = []
  for (const group of batchGroups(call, subscription, events)) {
    const sent = group.map((index) => events[index]!)
    const results = isAlone(subscription, sent)
      ? [await sendOne(call, subscription, sent[0]!, settings)]
      : await sendGroup(call, subscription, sent, settings)
    group.forEach((index, position) => (verdicts[index] = results[position]!))
  }
  return verdicts
}

async function sendGroup(
  call: Call,
  subscription: Taking,
  events: SegmentEvent[],
  settings: JSONObject
): Promise<Verdict[]> {
  let entries: BatchEntry[] = []
  const whole = await attempt(async () => {
    const results = await call.destination.onBatch(
      events.map(copy),
      withSubscription(withTokens(settings, call), subscription),
      options()
    )
    entries = (results[0] as { multistatus?: BatchEntry[] }).multistatus ?? []
  })
  return events.map((_, index) => (whole.kind === 'delivered' ? entryVerdict(entries[index]) : whole))
}

/** Of Segment's platform: one audience, equal `batch_keys`, at most `batch_size`; indices of the events. */
function batchGroups({ fn }: Call, subscription: Taking, events: SegmentEvent[]): number[][] {
  const { fields } = fn.definition.actions[subscription.action]!
  const isGrouped =
    'audienceConfig' in fn.definition ||
    ['enable_batching', 'batch_keys', 'batch_size'].some((key) => key in fields)
  if (!isGrouped) return [[...events.keys()]]
  const groups: { key: string; size: number; events: number[] }[] = []
  for (const [index, event] of events.entries()) {
    const { batch_keys, batch_size, enable_batching, ...payload } = mapped(subscription, event)
    const { computation_id, computation_key } =
      (event.context as { personas?: JSONObject } | undefined)?.personas ?? {}
    const values = [batch_keys ?? []].flat().map((name) => payload[String(name)] ?? null)
    const key =
      enable_batching === false ? String(index) : JSON.stringify([computation_id, computation_key, values])
    const size = typeof batch_size === 'number' && batch_size > 0 ? batch_size : Infinity
    const open = [...groups].reverse().find((group) => group.key === key)
    if (open && open.events.length < size) open.events.push(index)
    else groups.push({ key, size, events: [index] })
  }
  return groups.map((group) => group.events)
}

const isAlone = (subscription: Taking, events: SegmentEvent[]): boolean =>
  events.length === 1 && mapped(subscription, events[0]!).enable_batching === false

function mapped(subscription: Taking, event: SegmentEvent): JSONObject {
  try {
    return actionsCore.transform(subscription.mapping, copy(event) as unknown as JSONObject)
  } catch {
    return {}
  }
}

async function sendOne(
  call: Call,
  subscription: Taking,
  event: SegmentEvent,
  settings: JSONObject
): Promise<Verdict> {
  try {
    actionsCore.transform(subscription.mapping, copy(event) as unknown as JSONObject)
  } catch (error) {
    // actions-core throws a plain Error here, as if it were a bug; it is the event, or the mapping, that is wrong.
    return { kind: 'discarded', name: 'ValidationError', message: String(error) }
  }
  return attempt(() =>
    call.destination.onEvent(
      copy(event),
      withSubscription(withTokens(settings, call), subscription),
      options()
    )
  )
}

// One subscription at a time: with several, actions-core stops at the first that fails.
const withSubscription = (settings: JSONObject, { action, subscribe, mapping }: Taking): JSONObject => ({
  ...settings,
  subscription: { partnerAction: action, subscribe, mapping }
})

/** Where Segment's app keeps what a user gets by signing in at the vendor; a function has settings for it. */
const withTokens = (settings: JSONObject, { fn, given }: Call): JSONObject => {
  const { scheme } = (fn.definition.authentication ?? {}) as { scheme?: string }
  if (scheme !== 'oauth2' && scheme !== 'oauth-managed') return settings
  const text = (key: string) => (typeof given[key] === 'string' ? given[key].trim() : undefined)
  const oauth = {
    access_token: text('oauthAccessToken'),
    refresh_token: text('oauthRefreshToken'),
    clientId: text('oauthClientId'),
    clientSecret: text('oauthClientSecret')
  }
  return { ...settings, oauth } as unknown as JSONObject
}

const nothing = () => undefined

/** What Segment's platform gives: clients that an action may call. */
const platform = () => ({
  statsContext: {
    statsClient: {
      observe: nothing,
      incr: nothing,
      set: nothing,
      histogram: nothing,
      _name: (name: string) => name,
      _tags: (tags: string[] = []) => tags
    },
    tags: []
  },
  logger: {
    level: 'info',
    name: 'segment-functions',
    ...Object.fromEntries(
      ['debug', 'info', 'warn', 'error', 'crit', 'log', 'withTags'].map((name) => [name, nothing])
    )
  },
  transactionContext: { transaction: {}, setTransaction: nothing },
  stateContext: { getRequestContext: nothing, setResponseContext: nothing }
})

const options = () => platform() as unknown as Parameters<Destination['onEvent']>[2]

function takes({ subscribe }: Taking, event: SegmentEvent): boolean {
  return destinationSubscriptions.validate(destinationSubscriptions.parseFql(subscribe), event)
}

function hasHandler({ handlers }: Call, { type }: SegmentEvent): boolean {
  return handlers.includes(`on${type.charAt(0).toUpperCase()}${type.slice(1)}`)
}

/** Settings are checked before subscriptions are looked at: what is wrong with them concerns every event. */
function preparedSettings({ fn, destination, given }: Call): { values: JSONObject } | Verdict {
  try {
    return { values: settingsFor(fn.definition, destination, given, fn.required) }
  } catch (error) {
    return verdictOnThrown(error)
  }
}

/** An action may change the event it gets; the next one must not see that. */
const copy = (event: SegmentEvent) => JSON.parse(JSON.stringify(event)) as ActionsEvent

async function attempt(send: () => Promise<unknown>): Promise<Verdict> {
  try {
    await send()
    return { kind: 'delivered' }
  } catch (error) {
    return verdictOnThrown(error)
  }
}

/** What actions-core says of one event of a batch. */
interface BatchEntry {
  status: number
  errortype?: string
  errormessage?: string
}

function entryVerdict(entry: BatchEntry | undefined): Verdict {
  const { status, errortype, errormessage: message = '' } = entry ?? { status: 200 }
  const verdict = verdictOnStatus(status, message)
  return verdict.kind === 'discarded' && errortype === 'PAYLOAD_VALIDATION_FAILED'
    ? { ...verdict, name: 'ValidationError' }
    : verdict
}

/** One event, several subscriptions: whatever may still succeed is tried again, else the first failure counts. */
function combine(verdicts: Verdict[]): Verdict {
  return (
    verdicts.find(({ kind }) => kind === 'retried') ??
    verdicts.find(({ kind }) => kind === 'discarded') ??
    verdicts.find(({ kind }) => kind === 'delivered') ?? { kind: 'skipped' }
  )
}

function singleResult(verdict: Verdict, event: SegmentEvent): Pick<ReferenceRun, 'outcome' | 'error'> {
  switch (verdict.kind) {
    case 'delivered':
      return { outcome: 'delivered' }
    case 'skipped':
      return {
        outcome: 'discarded',
        error: {
          name: 'EventNotSupported',
          message: `nothing takes ${event.type === 'track' && event.event ? event.event : event.type}`
        }
      }
    case 'discarded':
    case 'retried':
      return { outcome: verdict.kind, error: { name: verdict.name, message: verdict.message } }
  }
}

function batchResult(verdicts: Verdict[]): Pick<ReferenceRun, 'outcome' | 'outcomes'> {
  const outcomes = verdicts.map(({ kind }) => (kind === 'skipped' ? 'discarded' : kind))
  const outcome = (['retried', 'discarded'] as const).find((kind) => outcomes.includes(kind)) ?? 'delivered'
  return { outcome, outcomes }
}
