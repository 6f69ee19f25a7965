/** Nothing that an event holds or an action throws reaches another event of its batch. */
import { describe, expect, it } from '@jest/globals'
import { createBatchHandler } from '../../../scripts/runtime/engine/batch.ts'
import { MultiStatusResponse } from '../../../scripts/runtime/core/index.ts'
import type { SegmentEvent } from '../../../scripts/runtime/author/types.ts'
import { functionOf, track } from '../as-in-host.ts'
import type { Perform } from '../as-in-host.ts'

const noText = { toString: null, valueOf: null }
const hostile: [string, object][] = [
  ['an event name that is no text', { event: noText }],
  ['a type that is no text', { type: noText }],
  [
    'a computation key that is no text',
    {
      context: { personas: { computation_class: 'audience', computation_key: noText } },
      traits: {},
      properties: {}
    }
  ],
  ['a messageId that is no text', { messageId: noText }],
  ['a context that is null', { context: null }]
]
const good = Array.from({ length: 19 }, (_, index) => track(`m-${index}`))

describe.each<[string, Perform | undefined]>([
  ['one by one', undefined],
  ['at once', () => undefined]
])('sent %s', (_, performBatch) => {
  it.each(hostile)('an event with %s leaves the others alone', async (_, change) => {
    const onBatch = createBatchHandler(
      functionOf({ A: { perform: () => undefined, ...(performBatch && { performBatch }) } }),
      10
    )
    const statuses = await onBatch([...good, { ...track('m-x'), ...change } as unknown as SegmentEvent], {})
    expect(statuses.slice(0, 19)).toEqual(good.map(() => ({ status: 200 })))
    expect(statuses).toHaveLength(20)
  })
})

it.each(hostile)('a single event with %s ends by itself', async (_, change) => {
  const { onEvent } = functionOf({ A: () => undefined })
  const run = onEvent({ ...track('m-x'), ...change } as unknown as SegmentEvent, {})
  const end = await run.then(
    () => 'delivered',
    (error: Error) => error.name
  )
  expect(['delivered', 'EventNotSupported']).toContain(end)
})

const unreadable = new Proxy(new Error(), {
  get() {
    throw new Error('not to be read')
  }
})

it('an error that cannot be read is a bug of its event only', async () => {
  const onBatch = createBatchHandler(
    functionOf({
      A: (_, { rawData }) => {
        if ((rawData as SegmentEvent).messageId === 'm-1') throw unreadable
      }
    }),
    10
  )
  expect((await onBatch(good.slice(0, 3), {})).map(({ status }) => status)).toEqual([200, 400, 200])
})

it('a result that cannot be read is that of its event only', async () => {
  const performBatch: Perform = () => {
    const answer = new MultiStatusResponse()
    answer.pushSuccessResponse({ status: 200, sent: {}, body: {} })
    answer.pushErrorResponse(unreadable as never)
    return answer
  }
  const onBatch = createBatchHandler(functionOf({ A: { perform: () => undefined, performBatch } }), 10)
  expect((await onBatch(good.slice(0, 2), {})).map(({ status }) => status)).toEqual([200, 400])
})
