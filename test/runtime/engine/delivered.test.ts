import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { createBatchHandler } from '../../../scripts/runtime/engine/batch.ts'
import { DeliveredMemory, eventKey } from '../../../scripts/runtime/engine/delivered.ts'
import type { SegmentEvent } from '../../../scripts/runtime/author/types.ts'
import { functionOf, named, track } from '../as-in-host.ts'

const hour = 60 * 60 * 1_000
let now = Date.parse('2026-01-01T00:00:00.000Z')
beforeEach(() => {
  jest.spyOn(Date, 'now').mockImplementation(() => now)
})
afterEach(() => {
  jest.restoreAllMocks()
})

/** A function of two presets: A takes every event, B what it is told; both count what they send, by messageId. */
function counting() {
  const sent: string[] = []
  const state = { answer: 503 }
  const log = (preset: string, rawData: unknown) =>
    sent.push(
      `${preset} ${JSON.stringify((rawData as { messageId: unknown }).messageId)?.replaceAll('"', '')}`
    )
  const fn = functionOf({
    A: (_, { rawData }) => void log('A', rawData),
    B: (_, { rawData }) => {
      log('B', rawData)
      if (state.answer !== 200) throw named('IntegrationError', 'no', { status: state.answer })
    }
  })
  const send = (event: object, settings: object = {}) =>
    fn.onEvent({ ...track('m-1'), ...event } as SegmentEvent, settings).catch(() => undefined)
  return { sent, state, send, fn }
}

describe('an event that is tried again', () => {
  it('goes only to the presets that have not delivered it, until it ends', async () => {
    const { sent, state, send } = counting()
    await send({})
    await send({})
    state.answer = 200
    await send({})
    expect(sent).toEqual(['A m-1', 'B m-1', 'B m-1', 'B m-1'])
    await send({})
    expect(sent.slice(4)).toEqual(['A m-1', 'B m-1'])
  })

  it('is forgotten when it is discarded', async () => {
    const { sent, state, send } = counting()
    await send({})
    state.answer = 400
    await send({})
    await send({})
    expect(sent).toEqual(['A m-1', 'B m-1', 'B m-1', 'A m-1', 'B m-1'])
  })

  it('is remembered for the four hours in which Segment tries, and no longer', async () => {
    const { sent, send } = counting()
    const start = now
    await send({})
    now = start + 4 * hour - 1
    await send({})
    now += 4 * hour
    await send({})
    expect(sent).toEqual(['A m-1', 'B m-1', 'B m-1', 'A m-1', 'B m-1'])
  })

  it.each([
    ['another name', { event: 'Bought' }],
    ['another user', { userId: 'u-2' }],
    ['other properties', { properties: { revenue: 900 } }],
    ['other traits', { traits: { plan: 'pro' } }],
    ['no messageId', { messageId: undefined }],
    ['an odd messageId', { messageId: { toString: null } }]
  ])('is not taken for one with %s', async (_, change) => {
    const { sent, send } = counting()
    await send({})
    await send(change)
    expect(sent.filter((line) => line.startsWith('A'))).toHaveLength(2)
  })

  it('is not taken for that of an instance with other settings', async () => {
    const { sent, send } = counting()
    await send({}, { apiKey: 'fake_key_1' })
    await send({}, { apiKey: 'fake_key_2' })
    expect(sent).toEqual(['A m-1', 'B m-1', 'A m-1', 'B m-1'])
  })

  it('is known in a batch, too', async () => {
    const { sent, send, fn } = counting()
    await send({})
    await createBatchHandler(fn, 10)([track('m-1'), { ...track('m-1'), userId: 'u-2' }], {})
    expect(sent.slice(2).sort()).toEqual(['A m-1', 'B m-1', 'B m-1'])
  })
})

it.each([[200], [400]])('an event that ended with %i is sent again by a replay', async (answer) => {
  const { sent, state, send } = counting()
  state.answer = answer
  await send({})
  await send({})
  expect(sent).toEqual(['A m-1', 'B m-1', 'A m-1', 'B m-1'])
})

it('keeps the latest 5,000 events at least, and at most 10,000', () => {
  const memory = new DeliveredMemory()
  for (let index = 0; index < 10_001; index++) memory.remember(`k-${index}`, new Set(['A']))
  const known = Array.from({ length: 10_001 }, (_, index) => memory.presetsOf(`k-${index}`).has('A'))
  expect(known.slice(5_001)).not.toContain(false)
  expect(known.filter(Boolean).length).toBeLessThanOrEqual(10_000)
  memory.forget('k-10000')
  expect(memory.presetsOf('k-10000').size).toBe(0)
})

it('keeps a hash, not the settings', () => {
  expect(eventKey({ apiKey: 'fake_key_1' }, track('m-1'))).toMatch(/^[A-Za-z0-9+/]{43}=$/)
})
