/** Functions that the delivery tests simulate, with events for them and what counts as the delivery of an event. */
import { compileFunction, resolveFunction } from '../../scripts/compile/index.ts'
import { repeatKeyOf } from '../../scripts/deliver/idempotency.ts'
import type { RepeatKey } from '../../scripts/deliver/idempotency.ts'
import type { FunctionConfig } from '../../scripts/input/config.ts'
import type { Sightings } from '../../scripts/deliver/vendor.ts'
import type { SegmentEvent } from '../../scripts/runtime/author/types.ts'

export const secret = 'fake_key/with+odd=characters'

export interface Target {
  name: string
  config: FunctionConfig
  settings: Record<string, unknown>
  /** @param index - no two events of a simulation have the same */
  event(index: number): SegmentEvent
  /** How many parts of an event the vendor must have accepted for it to be delivered; 0: the event is discarded. */
  parts(event: SegmentEvent): number
}

const dub = (batch: boolean): Target => ({
  name: `Dub, ${batch ? 'batches' : 'single events'}`,
  config: { destination: 'destinations/dub', displayName: 'Dub', batch },
  settings: { apiKey: secret },
  event: (index) => ({
    type: index % 7 === 3 ? 'identify' : 'track',
    event: index % 2 ? 'Sign Up' : 'Order Completed',
    userId: `user-${index}`,
    messageId: `message-${index}`,
    properties: index % 10 === 8 ? {} : { revenue: index, order_id: `order-${index}` }
  }),
  parts: ({ type, event, properties }) => {
    const isSale = event === 'Order Completed'
    const hasAmount = 'revenue' in (properties as object)
    return type === 'track' && (!isSale || hasAmount) ? 1 : 0
  }
})

export const targets: Target[] = [
  dub(false),
  dub(true),
  {
    name: 'SaaSquatch, several events of a user in one call',
    config: {
      destination: 'destinations/saasquatch',
      displayName: 'SaaSquatch',
      presets: { 'Upsert users': true, 'Track events': true }
    },
    settings: { apiKey: secret, tenantAlias: 'test_tenant' },
    event: (index) => ({
      type: index % 5 === 4 ? 'identify' : 'track',
      event: index % 6 === 5 ? '' : 'Plan Upgraded',
      // An identify call has a user of its own: two of the same user make the same request.
      userId: index % 5 === 4 ? `user-${index}` : `user-of-${index % 3}`,
      messageId: `message-${index}`,
      properties: { plan: `plan-${index}` }
    }),
    parts: ({ type, event }) => (type === 'identify' || event !== '' ? 1 : 0)
  },
  ...[false, true].map((batch) => ({
    name: `two presets, ${batch ? 'batches' : 'single events'}`,
    config: { destination: 'test/deliver/two-ways', displayName: 'Two Ways', batch },
    settings: { apiKey: secret, endpoint: 'https://api.example.test' },
    event: (index: number) => ({
      type: 'track',
      event: 'Seen',
      userId: `user-${index}`,
      messageId: `message-${index}`
    }),
    parts: () => 2
  }))
]

export interface CompiledTarget {
  code: string
  hasBatches: boolean
  repeatKey: RepeatKey
}

export async function compileTarget({ config }: Target): Promise<CompiledTarget> {
  const root = process.cwd()
  const resolved = await resolveFunction(root, 'target', config)
  return {
    code: (await compileFunction(root, resolved)).code,
    hasBatches: resolved.batch !== undefined,
    repeatKey: repeatKeyOf(resolved)
  }
}

/** Parts of an event of which the function was told that they were accepted; making a user is no delivery of an event. */
export const confirmedParts = ({ confirmed }: Sightings, { type }: SegmentEvent): [string, number][] =>
  [...confirmed].filter(([part]) => type === 'identify' || part.startsWith('POST '))
