import { afterEach, beforeEach, expect, it, jest } from '@jest/globals'
import { functionOf, track } from '../as-in-host.ts'

const hour = 60 * 60 * 1_000
let now = Date.parse('2026-01-01T00:00:00.000Z')
beforeEach(() => {
  jest.spyOn(Date, 'now').mockImplementation(() => now)
})
afterEach(() => {
  jest.restoreAllMocks()
})

/** A function that counts what it sends, by messageId. */
function counting() {
  const sent: unknown[] = []
  const { onEvent } = functionOf({
    A: (_, { rawData }) => void sent.push((rawData as { messageId: string }).messageId)
  })
  return { sent, onEvent }
}

it('remembers a delivery for the four hours in which Segment tries, and no longer', async () => {
  const { sent, onEvent } = counting()
  const start = now
  await onEvent(track('m-1'), {})
  now = start + 4 * hour - 1
  await onEvent(track('m-1'), {})
  expect(sent).toEqual(['m-1'])
  now = start + 4 * hour
  await onEvent(track('m-1'), {})
  expect(sent).toEqual(['m-1', 'm-1'])
})

it('remembers the latest 5,000 deliveries at least, and forgets after 10,000', async () => {
  const { sent, onEvent } = counting()
  for (let index = 0; index < 10_001; index++) await onEvent(track(`m-${index}`), {})
  expect(sent).toHaveLength(10_001)
  for (let index = 5_001; index < 10_001; index++) await onEvent(track(`m-${index}`), {})
  expect(sent).toHaveLength(10_001)
  await onEvent(track('m-0'), {})
  expect(sent.at(-1)).toBe('m-0')
})

it('does not mix up instances that differ in any setting', async () => {
  const { sent, onEvent } = counting()
  await onEvent(track('m-1'), { apiKey: 'fake_key_1' })
  await onEvent(track('m-1'), { apiKey: 'fake_key_2' })
  await onEvent(track('m-1'), { apiKey: 'fake_key_2', other: true })
  await onEvent(track('m-1'), { apiKey: 'fake_key_1' })
  expect(sent).toEqual(['m-1', 'm-1', 'm-1'])
})

it.each([[undefined], [''], [null], [{ a: 1 }]])(
  'takes events with the messageId %j for different ones',
  async (id) => {
    const { sent, onEvent } = counting()
    const event = { type: 'track', event: 'Seen', messageId: id as string }
    await onEvent(event, {})
    await onEvent(event, {})
    expect(sent).toHaveLength(2)
  }
)

it('remembers nothing that failed', async () => {
  let calls = 0
  const { onEvent } = functionOf({
    A: () => {
      if (++calls < 3) throw Object.assign(new Error('busy'), { name: 'RetryableError' })
    }
  })
  await expect(onEvent(track('m-1'), {})).rejects.toThrow(RetryError)
  await expect(onEvent(track('m-1'), {})).rejects.toThrow(RetryError)
  await onEvent(track('m-1'), {})
  expect(calls).toBe(3)
})
