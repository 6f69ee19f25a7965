/**
 * One call of a handler: its settings, its deadline, and what it does with an event for one subscription.
 */
import { classify } from './classify.ts'
import type { Failure } from './classify.ts'
import { Deadline } from '../core/deadline.ts'
import { instanceKey } from './delivered.ts'
import type { DeliveredMemory } from './delivered.ts'
import { PayloadValidationError } from '../core/errors.ts'
import { resolveAudienceMembership } from '../core/audience-membership.ts'
import { createRequestClient } from '../core/request-client.ts'
import type { RequestClient } from '../core/request-client.ts'
import type { RequestOptions } from '../core/request-options.ts'
import { checkSettings, prepareSettings } from './settings.ts'
import type { SegmentEvent, SettingSpec, SubscriptionSpec, Validator } from '../author/types.ts'
import { describeIssues } from '../emitted/validation.ts'

/** What `perform` is given besides the request client, as far as Functions have it. */
export interface ActionInput {
  payload: unknown
  settings: Record<string, unknown>
  rawData?: unknown
  [member: string]: unknown
}

type Perform = (request: RequestClient, input: ActionInput) => unknown

/** What is left of a definition in the compiled function. */
export interface ShippedDefinition {
  actions: Record<string, { perform: Perform; performBatch?: Perform }>
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
}

export class Invocation {
  readonly spec: FunctionSpec
  readonly deadline = new Deadline()
  private readonly settings: Record<string, unknown>
  private readonly instance: number
  readonly memory: DeliveredMemory

  /**
   * @param given - the settings as Segment hands them over
   * @param memory - what this process has delivered
   * @throws what a missing or unusable setting throws
   */
  constructor(spec: FunctionSpec, given: unknown, memory: DeliveredMemory) {
    this.spec = spec
    const settings = prepareSettings(spec.settings, given)
    this.settings = spec.validateSettings
      ? checkSettings(spec.settings, spec.validateSettings, settings)
      : settings
    this.instance = instanceKey(given)
    this.memory = memory
  }

  /** The subscriptions that take an event, in the order of the presets. */
  matching(event: SegmentEvent): SubscriptionSpec[] {
    return this.spec.subscriptions.filter((subscription) => subscription.matches(event))
  }

  /** Sends an event for a subscription, unless this process has done so before. Never rejects. */
  async deliver(subscription: SubscriptionSpec, event: SegmentEvent): Promise<Failure | undefined> {
    const key = this.deliveryKey(subscription, event)
    if (this.memory.has(key)) return undefined
    try {
      const input = this.input(event, this.payloadOf(subscription, event))
      await this.spec.definition.actions[subscription.action]!.perform(this.client(input), input)
      this.memory.add(key)
    } catch (error) {
      return { ...classify(error), action: subscription.title }
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
   * @returns the mapped payload, validated and coerced
   * @throws PayloadValidationError that says which fields are wrong
   */
  payloadOf(subscription: SubscriptionSpec, event: SegmentEvent, isBatch = false): unknown {
    const mapped = mapEvent(subscription, event)
    const { validate } = subscription
    if (!validate) return mapped
    const { payload, issues } = validate(mapped, isBatch)
    if (issues.length > 0) throw new PayloadValidationError(describeIssues(issues))
    return payload
  }

  /** What the delivery of an event is remembered by; undefined when nothing tells the event from others. */
  deliveryKey({ preset }: SubscriptionSpec, { messageId }: SegmentEvent): string | undefined {
    // An event may hold anything under that name.
    return messageId && typeof messageId === 'string' ? `${this.instance} ${messageId} ${preset}` : undefined
  }

  input(rawData: unknown, payload: unknown): ActionInput {
    const personas = (rawData as { context?: { personas?: { audience_settings?: unknown } } | null }).context
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

  client(input: ActionInput): RequestClient {
    return createRequestClient(this.deadline, this.spec.definition.extendRequest?.(input) ?? {})
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
