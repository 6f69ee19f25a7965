/**
 * What the fuzz of batches sends groups of events through: actions that show what they are given, and answer as the events
 * themselves ask for.
 */
import type { ActionDefinition, DestinationDefinition } from '@segment/actions-core'
import { IntegrationError, MultiStatusResponse, RetryableError } from '@segment/actions-core'

interface Payload {
  id: string
  answer?: string
}

type Request = (url: string, options: { method: 'post'; json: unknown }) => Promise<unknown>
type Input = Record<string, unknown>

const show = (request: Request, action: string, given: Input): Promise<unknown> => {
  const { rawData, payload, audienceMembership, personasContext, audienceSettings } = given
  const { syncMode, matchingKey, features, hookOutputs } = given
  const json = {
    action,
    rawData,
    payload,
    audienceMembership,
    personasContext,
    audienceSettings,
    syncMode,
    matchingKey,
    features,
    hookOutputs
  }
  return request('https://fuzz.example/', { method: 'post', json })
}

const performs = (action: string) => ({
  perform: async (request: unknown, input: unknown) => {
    await show(request as Request, action, input as Input)
    switch ((input as { payload: Payload }).payload.answer) {
      case 'refused':
        throw new IntegrationError('refused', 'REFUSED', 422)
      case 'busy':
      case 'throws':
        throw new RetryableError('busy')
    }
  },
  performBatch: async (request: unknown, input: unknown) => {
    await show(request as Request, `${action}, batch`, input as Input)
    const { payload } = input as { payload: Payload[] }
    const says = (answer: string): boolean => payload.some((one) => one.answer === answer)
    if (says('throws')) throw new RetryableError('busy')
    if (says('data')) return { status: 503, data: [] }
    const answer = new MultiStatusResponse()
    for (const one of says('short') ? payload.slice(1) : payload)
      if (one.answer === 'refused')
        answer.pushErrorResponse({ status: 422, errormessage: 'refused', sent: {}, body: '' })
      else if (one.answer === 'busy') answer.pushErrorResponse({ status: 503, errormessage: 'busy' })
      else answer.pushSuccessResponse({ status: 200, sent: {}, body: {} })
    return answer
  }
})

const id = {
  label: 'Id',
  description: 'Which event it is.',
  type: 'string',
  required: true,
  default: { '@path': '$.properties.id' }
} as const

const answer = {
  label: 'Answer',
  description: 'What the action makes of it.',
  type: 'string',
  default: { '@path': '$.properties.answer' }
} as const

const property = (type: 'boolean' | 'integer' | 'string', name: string) => ({
  label: name,
  description: `What the event says of ${name}.`,
  type,
  default: { '@path': `$.properties.${name}` }
})

const actions = {
  plain: {
    title: 'Plain',
    description: 'Without any word about batches.',
    fields: { id, answer },
    ...performs('plain')
  },
  keyed: {
    title: 'Keyed',
    description: 'Whose batches are cut by what the events hold.',
    fields: {
      id,
      answer,
      list: property('string', 'list'),
      mode: property('string', 'mode'),
      batch_keys: {
        label: 'Keys',
        description: 'Fields that are equal in a batch.',
        type: 'string',
        multiple: true,
        default: ['list', 'mode']
      },
      batch_size: property('integer', 'size'),
      enable_batching: property('boolean', 'batching')
    },
    ...performs('keyed')
  },
  synced: {
    title: 'Synced',
    description: 'That follows the rows of a warehouse.',
    syncMode: {
      label: 'Mode',
      description: 'Which rows count.',
      default: 'mirror',
      choices: [{ label: 'Mirror', value: 'mirror' }]
    },
    fields: { id, answer },
    ...performs('synced')
  }
} as unknown as Record<string, ActionDefinition<unknown>>

const destination: DestinationDefinition = {
  name: 'Batches',
  mode: 'cloud',
  presets: ['plain', 'keyed', 'synced'].map((name) => ({
    name,
    partnerAction: name,
    subscribe: 'type = "track"',
    ...(name === 'synced' && { mapping: { __segment_internal_matching_key: 'id' } }),
    type: 'automatic'
  })),
  actions
}

export default destination
