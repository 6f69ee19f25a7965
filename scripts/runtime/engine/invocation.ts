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
import { judge } from './unusable-fields.ts'
import { checkSettings, prepareSettings } from './settings.ts'
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
}

export class Invocation {
  readonly spec: FunctionSpec
  readonly deadline = new Deadline()
  private readonly settings: Record<string, unknown>
  private readonly given: unknown
  private readonly memory: DeliveredMemory

  /**
   * @param given - the settings as Segment hands them over
   * @param memory - of this process
   * @throws what a missing or unusable setting throws
   */
  constructor(spec: FunctionSpec, given: unknown, memory: DeliveredMemory) {
    this.spec = spec
    const settings = prepareSettings(spec.settings, given)
    this.settings = spec.validateSettings
      ? checkSettings(spec.settings, spec.validateSettings, settings)
      : settings
    this.given = given
    this.memory = memory
  }

  /** The subscriptions that take an event, in the order of the presets. */
  matching(event: SegmentEvent): SubscriptionSpec[] {
    return this.spec.subscriptions.filter((subscription) => subscription.matches(event))
  }

  /** The presets that have delivered an event which comes back. */
  deliveredBefore(event: SegmentEvent): ReadonlySet<string> {
    const key = this.memory.isEmpty ? undefined : eventKey(this.given, event)
    return key === undefined ? new Set() : this.memory.presetsOf(key)
  }

  /**
   * Notes how an event ended, for when it comes back.
   *
   * @param presets - those that have delivered it by now
   */
  ended(event: SegmentEvent, failure: Failure | undefined, presets: string[]): void {
    const isRemembered = failure?.kind === 'retried' && presets.length > 0
    const key = isRemembered || !this.memory.isEmpty ? eventKey(this.given, event) : undefined
    if (key === undefined) return
    if (isRemembered) this.memory.remember(key, new Set(presets))
    else this.memory.forget(key)
  }

  /** Sends an event for a subscription. Never rejects. */
  async deliver(subscription: SubscriptionSpec, event: SegmentEvent): Promise<Failure | undefined> {
    const leftOut: string[] = []
    try {
      const action = this.spec.definition.actions[subscription.action]!
      const input = this.input(event, this.payloadOf(subscription, event, false, leftOut))
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
  async remove({ userId, anonymousId }: SegmentEvent): Promise<Failure | undefined> {
    try {
      const input = { payload: { userId, anonymousId }, settings: this.settings }
      await this.spec.definition.onDelete?.(this.client(input), input)
    } catch (error) {
      return classify(error)
    }
  }

  /**
   * @param notes - gets what is wrong with fields that were left out
   * @returns the mapped payload, validated and coerced
   * @throws PayloadValidationError that says which fields are wrong
   */
  payloadOf(
    subscription: SubscriptionSpec,
    event: SegmentEvent,
    isBatch = false,
    notes: string[] = []
  ): unknown {
    const mapped = mapEvent(subscription, event)
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
  input(rawData: unknown, payload: unknown, first = rawData): ActionInput {
    const personas = (first as { context?: { personas?: { audience_settings?: unknown } } | null }).context
      ?.personas
    const input: ActionInput = {
      rawData,
      payload,
      settings: this.settings,
      features: {},
      hookOutputs: {},
      personasContext: personas,
      audienceSettings: personas?.audience_settings ?? {}
    }
    const audienceMembership = resolveAudienceMembership(rawData)
    if (audienceMembership !== undefined) input.audienceMembership = audienceMembership
    return input
  }

  /** @param action - whose requests they are; none for `onDelete` */
  client(input: ActionInput, { idempotencyKey }: Partial<ShippedAction> = {}): RequestClient {
    const call = { deadline: this.deadline, idempotencyKey }
    return createRequestClient(call, this.spec.definition.extendRequest?.(input) ?? {})
  }
}

// A directive that cannot be resolved for this event (a path that is no text, say) is a fault of the event or the mapping.
function mapEvent(subscription: SubscriptionSpec, event: SegmentEvent): unknown {
  try {
    return subscription.map(event)
  } catch (error) {
    throw new PayloadValidationError(`the mapping cannot be resolved (${(error as Error).message})`)
  }
}
