import { afterEach, describe, expect, it, jest } from '@jest/globals'
import nodeFetch from 'node-fetch'
import { createBatchHandler } from '../../../scripts/runtime/engine/batch.ts'
import { MultiStatusResponse } from '../../../scripts/runtime/core/index.ts'
import type { JSONObject } from '@segment/actions-core'
import type { SegmentEvent } from '../../../scripts/runtime/author/types.ts'
import { functionOf, named, track } from '../as-in-host.ts'
import type { Perform } from '../as-in-host.ts'

afterEach(() => {
  jest.restoreAllMocks()
})

const batchOf = (...args: Parameters<typeof functionOf>) => createBatchHandler(functionOf(...args), 10)
const events = (count: number): SegmentEvent[] => Array.from({ length: count }, (_, i) => track(`m-${i}`))
const idOf = (payload: unknown): string => (payload as { id: string }).id
const numberOf = (payload: unknown): number => Number(idOf(payload).slice(2))

/** Every third event is refused, every fifth of the others is to be tried again. */
function expectedStatus(index: number) {
  if (index % 3 === 2)
    return { status: 422, errormessage: 'Demo, A: refused. Change the event or its mapping.' }
  if (index % 5 === 4) return { status: 503, errormessage: 'Demo, A: busy. Segment will try again.' }
  return { status: 200 }
}

const fussy: Perform = (_, { payload }) => {
  const index = numberOf(payload)
  if (index % 3 === 2) throw named('IntegrationError', 'refused', { status: 422 })
  if (index % 5 === 4) throw named('IntegrationError', 'busy', { status: 503 })
}

const fussyBatch: Perform = (_, { payload }) => {
  const answer = new MultiStatusResponse()
  for (const each of payload as unknown[]) {
    const { status, errormessage } = expectedStatus(numberOf(each))
    const said = errormessage?.includes('refused') ? 'refused' : 'busy'
    if (errormessage) answer.pushErrorResponse({ status, errormessage: said })
    else answer.pushSuccessResponse({ status, sent: each as object, body: {} })
  }
  return answer
}

describe.each([1, 20, 400])('a batch of %i', (count) => {
  const expected = Array.from({ length: count }, (_, index) => expectedStatus(index))

  it('has one status an event, in their order, when they are sent one by one', async () => {
    expect(await batchOf({ A: fussy })(events(count), {})).toEqual(expected)
  })

  it('has the same when the action takes them all at once', async () => {
    const onBatch = batchOf({ A: { perform: fussy, performBatch: fussyBatch } })
    expect(await onBatch(events(count), {})).toEqual(expected)
  })

  it('has a status for each when a setting is missing', async () => {
    const settings = [{ key: 'apiKey', label: 'API Key', type: 'password', required: true } as const]
    const errormessage = 'Demo: The setting "API Key" is missing. Enter it in Segment.'
    expect(await batchOf({ A: fussy }, { settings })(events(count), {})).toEqual(
      events(count).map(() => ({ status: 400, errormessage }))
    )
  })
})

it('a batch of no events has no statuses', async () => {
  expect(await batchOf({ A: fussy })([], {})).toEqual([])
})

it('types may be mixed, and deletions go to onDelete', async () => {
  const deleted: unknown[] = []
  const onBatch = batchOf({ A: fussy }, { onDelete: (_, { payload }) => void deleted.push(payload) })
  const page = { type: 'page', messageId: 'm-7' }
  const deletion = { type: 'delete', userId: 'user-1', messageId: 'm-8' }
  expect(await onBatch([page, track('m-0'), deletion, track('m-2')], {})).toEqual([
    { status: 400, errormessage: 'Demo does not take "page": no preset subscribes to it.' },
    { status: 200 },
    { status: 200 },
    expectedStatus(2)
  ])
  expect(deleted).toEqual([{ userId: 'user-1' }])
})

it('an event that is twice in a batch is sent once, and both get its status', async () => {
  const sent: string[] = []
  const onBatch = batchOf({
    A: (_, { payload }) => {
      sent.push(idOf(payload))
      throw named('IntegrationError', 'refused', { status: 422 })
    }
  })
  const [status] = await onBatch([track('m-1')], {})
  sent.length = 0
  expect(await onBatch([track('m-1'), track('m-1')], {})).toEqual([status, status])
  expect(sent).toEqual(['m-1'])
})

it('events without a messageId are never taken for the same', async () => {
  let calls = 0
  const onBatch = batchOf({ A: () => void calls++ })
  await onBatch([{ type: 'track' }, { type: 'track' }], {})
  expect(calls).toBe(2)
})

it('many events with one messageId are each written down once to be told apart', async () => {
  let written = 0
  const toJSON = function (this: SegmentEvent) {
    written += 1
    return { ...this }
  }
  const sent: unknown[] = []
  const shared = Array.from({ length: 300 }, (_, number) => ({
    ...track('m-0'),
    properties: { number: number % 200 },
    toJSON
  })) as unknown as SegmentEvent[]
  const A: Perform = (_, { rawData }) => void sent.push((rawData as SegmentEvent).properties)
  expect(await batchOf({ A })(shared, {})).toEqual(shared.map(() => ({ status: 200 })))
  expect([sent.length, written]).toEqual([200, 300])
})

it('two events with one messageId are two events', async () => {
  const sent: unknown[] = []
  const onBatch = batchOf({ A: (_, { rawData }) => void sent.push((rawData as SegmentEvent).userId) })
  const one = { ...track('m-1'), userId: 'u-1' }
  expect(await onBatch([one, { ...one, userId: 'u-2' }, { ...one }], {})).toEqual(
    [0, 1, 2].map(() => ({ status: 200 }))
  )
  expect(sent).toEqual(['u-1', 'u-2'])
})

it('what one preset delivered is not sent again by it when the batch comes back', async () => {
  const sent: string[][] = []
  const log = (payloads: unknown) => sent.push((payloads as unknown[]).map(idOf))
  const onBatch = batchOf({
    A: {
      perform: fussy,
      performBatch: (_, { payload }) => void log(payload)
    },
    B: fussy
  })
  const first = await onBatch(events(6), {})
  expect(first.map(({ status }) => status)).toEqual([200, 200, 422, 200, 503, 422])
  await onBatch(events(6), {})
  expect(sent).toEqual([
    ['m-0', 'm-1', 'm-2', 'm-3', 'm-4', 'm-5'],
    ['m-0', 'm-1', 'm-2', 'm-3', 'm-5']
  ])
})

it('no more than the chosen number of events are under way', async () => {
  let open = 0
  let most = 0
  const onBatch = batchOf({
    A: async () => {
      most = Math.max(most, ++open)
      await new Promise((resolve) => setImmediate(resolve))
      open--
    }
  })
  await onBatch(events(50), {})
  expect(most).toBe(10)
})

it('an action that never ends does not take the other events of its batch along', async () => {
  jest.useFakeTimers()
  try {
    const onBatch = batchOf({
      A: (_, { payload }) => (idOf(payload) === 'm-1' ? new Promise(() => undefined) : undefined)
    })
    const statuses = onBatch(events(3), {})
    await jest.advanceTimersByTimeAsync(4_900)
    expect(await statuses).toEqual([
      { status: 200 },
      { status: 408, errormessage: 'Demo, A: the action did not end in time. Segment will try again.' },
      { status: 200 }
    ])
  } finally {
    jest.useRealTimers()
  }
})

it('what could not be started in time comes back to be tried again', async () => {
  let now = 1_000_000
  jest.spyOn(Date, 'now').mockImplementation(() => now)
  const onBatch = createBatchHandler(
    functionOf({
      A: async () => {
        await Promise.resolve()
        now += 2_000
      }
    }),
    1
  )
  const late = {
    status: 408,
    errormessage: 'Demo, A: there was no time left to send it. Segment will try again.'
  }
  expect(await onBatch(events(5), {})).toEqual([
    { status: 200 },
    { status: 200 },
    { status: 200 },
    late,
    late
  ])
  expect(await onBatch(events(5).slice(3), {})).toEqual([{ status: 200 }, { status: 200 }])
})

describe('what performBatch says of all events', () => {
  const answers = (performBatch: Perform) => batchOf({ A: { perform: fussy, performBatch } })(events(2), {})
  const both = (status: object) => [status, status]

  it.each<[string, Perform, object]>([
    ['nothing', () => undefined, { status: 200 }],
    ['a response', () => ({ status: 202 }), { status: 200 }],
    [
      'a response with another status',
      () => Object.assign(new nodeFetch.Response('', { status: 503 }), { content: '{"message":"Down"}' }),
      { status: 503, errormessage: 'Demo, A: HTTP 503: Down. Segment will try again.' }
    ],
    ['data of its own, whatever status it holds', () => ({ status: 503 }), { status: 200 }],
    ['responses, each with a status', () => [new nodeFetch.Response('', { status: 503 })], { status: 200 }],
    [
      'an error',
      () => {
        throw named('RetryableError', 'busy')
      },
      { status: 500, errormessage: 'Demo, A: busy. Segment will try again.' }
    ],
    [
      'a bug',
      () => {
        throw new TypeError('x is undefined')
      },
      { status: 400, errormessage: 'Demo, A: x is undefined. This is a bug in the action, not in the event.' }
    ],
    [
      'too few results',
      () => new MultiStatusResponse(),
      {
        status: 500,
        errormessage: 'Demo, A: the action gave no result for this event. Segment will try again.'
      }
    ]
  ])('%s', async (_, performBatch, status) => {
    expect(await answers(performBatch)).toEqual(both(status))
  })

  it('an entry that is called an error and bears a status of success counts by its status', async () => {
    const answer = new MultiStatusResponse()
    for (const status of [200, 207]) answer.pushErrorResponse({ status, errormessage: 'OK' })
    expect(await answers(() => answer)).toEqual(both({ status: 200 }))
  })

  it('a status that is none does not make the whole batch count as delivered', async () => {
    const answer = new MultiStatusResponse()
    answer.pushErrorResponse({ status: Number.NaN, errormessage: 'odd' })
    answer.pushErrorResponse({ status: 503, errormessage: 'busy' })
    expect((await answers(() => answer)).map(({ status }) => status)).toEqual([400, 503])
  })
})

it('secrets are kept out of the messages', async () => {
  const onBatch = batchOf({
    A: () => {
      throw named('IntegrationError', 'the key fake_key_1 is unknown', { status: 401 })
    }
  })
  expect(await onBatch([track('m-1')], { apiKey: 'fake_key_1' })).toEqual([
    {
      status: 401,
      errormessage: 'Demo, A: the key [secret] is unknown. Check the credentials in the settings.'
    }
  ])
})

it('performBatch sees all events, with the payloads of those that are valid', async () => {
  const seen: unknown[] = []
  const fn = functionOf({
    A: {
      perform: fussy,
      performBatch: (_, { rawData, payload, audienceMembership, personasContext }) => {
        seen.push({ rawData, payload, audienceMembership, personasContext })
      }
    }
  })
  fn.spec.subscriptions[0]!.validate = (given) => {
    const payload = given as JSONObject
    const isInvalid = (payload as { id: string }).id === 'm-0'
    return {
      payload,
      issues: isInvalid ? [{ path: ['id'], message: 'must be another' }] : []
    }
  }
  const [first, second] = events(2).map((event, index): SegmentEvent => ({
    ...event,
    properties: { big: index === 1 },
    context: { personas: { computation_class: 'audience', computation_key: 'big', space_id: `s-${index}` } }
  }))

  expect(await createBatchHandler(fn, 10)([first!, second!], {})).toEqual([
    expect.objectContaining({ status: 400 }),
    { status: 200 }
  ])
  expect(seen).toEqual([
    {
      rawData: [first, second],
      payload: [{ id: 'm-1' }],
      audienceMembership: [true],
      personasContext: (first!.context as { personas: object }).personas
    }
  ])
})
