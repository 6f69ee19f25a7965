/**
 * One call of a handler: its settings, its deadline, and what it does with an event for one subscription.
 */
import { classify } from './classify.ts'
import type { Failure } from './classify.ts'
import { Deadline } from '../core/deadline.ts'
import { eventKey } from './delivered.ts'
import type { DeliveredMemory } from './delivered.ts'
import { PayloadValidationError } from '../core/errors.ts'
import { resolveAudienceMembership } from '../core/audience-membership.ts'
import { createRequestClient } from '../core/request-client.ts'
import type { RequestClient } from '../core/request-client.ts'
import type { RequestOptions } from '../core/request-options.ts'
import type { AuthTokens, OAuthSession } from './oauth.ts'
import { judge } from './unusable-fields.ts'
import type {
  IdempotencyKey,
  SegmentEvent,
  SettingSpec,
  SubscriptionSpec,
  Validator
} from '../author/types.ts'
import { describeIssues } from '../emitted/validation.ts'

/** What `perform` is given besides the request client, as far as Functions have it. */
export interface ActionInput {
  payload: unknown
  settings: Record<string, unknown>
  rawData?: unknown
  [member: string]: unknown
}

type Perform = (request: RequestClient, input: ActionInput) => unknown

interface ShippedAction {
  perform: Perform
  performBatch?: Perform
  idempotencyKey?: IdempotencyKey
}

/** What is left of a definition in the compiled function. */
export interface ShippedDefinition {
  actions: Record<string, ShippedAction>
  extendRequest?: (input: ActionInput) => RequestOptions
  onDelete?: Perform
}

export interface FunctionSpec {
  /** The destination's name, for messages. */
  name: string
  definition: ShippedDefinition
  settings: SettingSpec[]
  validateSettings?: Validator
  subscriptions: SubscriptionSpec[]
  /** What becomes of optional fields of a shape nobody can use; refused when left out. */
  unusableFields?: 'leaveOut'
  /** What the definition names of Segment's own platform: `statsContext` and the like. */
  platform?: Record<string, unknown>
  /** What only some definitions need of the request client; each goes around the one before. */
  clients?: ((client: RequestClient, defaults: RequestOptions) => RequestClient)[]
  oauth?: { open(given: unknown, settings: Record<string, unknown>, deadline: Deadline): OAuthSession }
}

export class Invocation {
  readonly spec: FunctionSpec
  readonly deadline = (Deadline.latest = new Deadline())
  private readonly settings: Record<string, unknown>
  private readonly given: unknown
  readonly session: OAuthSession | undefined
  private readonly memory: DeliveredMemory

  /**
   * @param given - the settings as Segment hands them over
   * @param settings - those, prepared
   * @param memory - of this process
   * @throws what a missing or unusable setting of OAuth throws
   */
  constructor(
    spec: FunctionSpec,
    given: unknown,
    settings: Record<string, unknown>,
    memory: DeliveredMemory
  ) {
    this.spec = spec
    this.given = given
    this.settings = settings
    this.memory = memory
    this.session = spec.oauth?.open(given, settings, this.deadline)
  }

  /** The subscriptions that take an event, in the order of the presets. */
  matching(event: SegmentEvent): SubscriptionSpec[] {
    return this.spec.subscriptions.filter((subscription) => subscription.matches(event))
  }

  /** The presets that have delivered an event which comes back; undefined for any other event. */
  deliveredBefore(event: SegmentEvent): ReadonlySet<string> | undefined {
    const key = this.memory.isEmpty ? undefined : eventKey(this.given, event)
    return key === undefined ? undefined : this.memory.presetsOf(key)
  }

  /**
   * Notes how an event ended, for when it comes back.
   *
   * @param presets - those that have delivered it by now
   */
  ended(event: SegmentEvent, failure: Failure | undefined, presets: () => string[]): void {
    const delivered = failure?.kind === 'retried' ? presets() : []
    if (delivered.length === 0 && this.memory.isEmpty) return
    const key = eventKey(this.given, event)
    if (key === undefined) return
    if (delivered.length > 0) this.memory.remember(key, new Set(delivered))
    else this.memory.forget(key)
  }

  /** Sends an event for a subscription. Never rejects. */
  deliver(subscription: SubscriptionSpec, event: SegmentEvent): Promise<Failure | undefined> {
    return this.session
      ? this.session.sendOne((auth) => this.attempt(subscription, event, auth))
      : this.attempt(subscription, event)
  }

  private async attempt(
    subscription: SubscriptionSpec,
    event: SegmentEvent,
    auth?: AuthTokens
  ): Promise<Failure | undefined> {
    const leftOut: string[] = []
    try {
      const action = this.spec.definition.actions[subscription.action]!
      const payload = this.checkedPayload(subscription, mapEvent(subscription, event), false, leftOut)
      const input = this.input(subscription, event, payload, auth)
      await action.perform(this.client(input, action), input)
    } catch (error) {
      const failure = { ...classify(error), action: subscription.title }
      // What the action misses may be what was left out.
      const isInvalid = failure.kind === 'discarded' && failure.name === 'ValidationError'
      return isInvalid && leftOut.length > 0
        ? { ...failure, message: `${failure.message} Left out, as ${leftOut.join('; ')}.` }
        : failure
    }
  }

  /** Runs the destination's `onDelete`. Never rejects. */
  remove(event: SegmentEvent): Promise<Failure | undefined> {
    return this.session
      ? this.session.sendOne((auth) => this.attemptRemoval(event, auth))
      : this.attemptRemoval(event)
  }

  private async attemptRemoval(
    { userId, anonymousId }: SegmentEvent,
    auth?: AuthTokens
  ): Promise<Failure | undefined> {
    try {
      const input: ActionInput = { payload: { userId, anonymousId }, settings: this.settings }
      if (auth) input.auth = auth
      await this.spec.definition.onDelete?.(this.client(input), input)
    } catch (error) {
      return classify(error)
    }
  }

  /**
   * @param mapped - what {@link mapEvent} gave
   * @param notes - gets what is wrong with fields that were left out
   * @returns the payload, validated and coerced
   * @throws PayloadValidationError that says which fields are wrong
   */
  checkedPayload(
    subscription: SubscriptionSpec,
    mapped: unknown,
    isBatch = false,
    notes: string[] = []
  ): unknown {
    const { validate } = subscription
    if (!validate) return mapped
    const { payload, issues, leftOut } = judge(
      validate,
      mapped,
      isBatch,
      this.spec.unusableFields === 'leaveOut'
    )
    if (issues.length > 0) throw new PayloadValidationError(describeIssues(issues))
    if (leftOut.length > 0) {
      notes.push(describeIssues(leftOut))
      console.log(`${this.spec.name}, ${subscription.title}: left out, as ${describeIssues(leftOut)}.`)
    }
    return payload
  }

  /** @param first - of a batch, whose events share their audience: the first of them */
  input(
    subscription: SubscriptionSpec,
    rawData: unknown,
    payload: unknown,
    auth: AuthTokens | undefined,
    first = rawData
  ): ActionInput {
    const personas = (first as { context?: { personas?: { audience_settings?: unknown } } | null }).context
      ?.personas
    const input: ActionInput = {
      rawData,
      payload,
      settings: this.settings,
      features: {},
      hookOutputs: {},
      personasContext: personas,
      audienceSettings: personas ? personas.audience_settings : {},
      ...this.spec.platform,
      ...subscription.input
    }
    if (auth) input.auth = auth
    const audienceMembership = membershipOf(subscription, rawData as SegmentEvent)
    if (audienceMembership !== undefined) input.audienceMembership = audienceMembership
    return input
  }

  /** @param action - whose requests they are; none for `onDelete` */
  client(input: ActionInput, { idempotencyKey }: Partial<ShippedAction> = {}): RequestClient {
    const { definition, clients = [] } = this.spec
    const defaults = definition.extendRequest?.(input) ?? {}
    const client = createRequestClient({ deadline: this.deadline, idempotencyKey }, defaults)
    return clients.reduce((inner, around) => around(inner, defaults), client)
  }
}

/** An event of Engage says it itself, one of a warehouse by its name and the mode of the sync. */
export const membershipOf = (subscription: SubscriptionSpec, event: SegmentEvent): boolean | undefined =>
  resolveAudienceMembership(event) ?? subscription.membership?.(event)

/**
 * @throws PayloadValidationError when a directive cannot be resolved for the event (a path that is no text, say): a fault of the
 *   event or the mapping
 */
export function mapEvent(subscription: SubscriptionSpec, event: SegmentEvent): unknown {
  try {
    return subscription.map(event)
  } catch (error) {
    throw new PayloadValidationError(`the mapping cannot be resolved (${(error as Error).message})`)
  }
}
