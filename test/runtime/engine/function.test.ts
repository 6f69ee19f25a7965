import { describe, expect, it } from '@jest/globals'
import { functionOf, named, track } from '../as-in-host.ts'
import type { Perform } from '../as-in-host.ts'

const results: Record<string, Perform> = {
  succeeds: () => undefined,
  'is refused': () => {
    throw named('IntegrationError', 'refused', { status: 422 })
  },
  'finds a wrong payload': () => {
    throw named('PayloadValidationError', 'no e-mail address')
  },
  'is to be tried again': () => {
    throw named('RetryableError', 'busy')
  },
  'has no use for it': () => {
    throw named('SkippedEvent', 'it is in no list')
  },
  'has a bug': () => {
    throw new TypeError('x is undefined')
  }
}

const refused = 'InvalidEventPayload: Demo, A: refused. Change the event or its mapping.'
const wrong = 'ValidationError: Demo, A: no e-mail address.'
const skipped = 'EventNotSupported: Demo does not take "Seen": it is in no list.'

const outcome = (run: Promise<void>): Promise<string> =>
  run.then(
    () => 'delivered',
    (error: Error) => `${error.name}: ${error.message}`
  )

describe('an event that two presets take', () => {
  it.each([
    ['succeeds', 'succeeds', 'delivered'],
    ['succeeds', 'is refused', refused.replace('A', 'B')],
    ['succeeds', 'has no use for it', 'delivered'],
    ['succeeds', 'is to be tried again', 'RetryError: Demo, B: busy. Segment will try again.'],
    ['is refused', 'succeeds', refused],
    ['is refused', 'finds a wrong payload', refused],
    ['finds a wrong payload', 'is refused', wrong],
    ['is refused', 'is to be tried again', 'RetryError: Demo, B: busy. Segment will try again.'],
    ['is to be tried again', 'is refused', 'RetryError: Demo, A: busy. Segment will try again.'],
    ['has a bug', 'is to be tried again', 'RetryError: Demo, B: busy. Segment will try again.'],
    [
      'has a bug',
      'succeeds',
      'TypeError: Demo, A: x is undefined. This is a bug in the action, not in the event.'
    ],
    ['has no use for it', 'has no use for it', skipped],
    ['has no use for it', 'is refused', refused.replace('A', 'B')]
  ])('where A %s and B %s: %s', async (a, b, expected) => {
    const { onEvent } = functionOf({ A: results[a]!, B: results[b]! })
    expect(await outcome(onEvent(track('m-1'), {}))).toBe(expected)
  })

  it('goes to both at the same time, also when one fails', async () => {
    const sent: string[] = []
    const log =
      (name: string, result: string): Perform =>
      (request, input) => {
        sent.push(name)
        return results[result]!(request, input)
      }
    const { onEvent } = functionOf({ A: log('A', 'is refused'), B: log('B', 'succeeds') })
    await expect(onEvent(track('m-1'), {})).rejects.toThrow(InvalidEventPayload)
    expect(sent).toEqual(['A', 'B'])
  })

  it('is sent again only for the one that failed when it comes back', async () => {
    const sent: string[] = []
    let isBusy = true
    const { onEvent } = functionOf({
      A: () => void sent.push('A'),
      B: (request, input) => {
        sent.push('B')
        return isBusy ? results['is to be tried again']!(request, input) : undefined
      }
    })
    await expect(onEvent(track('m-1'), {})).rejects.toThrow(RetryError)
    isBusy = false
    await onEvent(track('m-1'), {})
    expect(sent).toEqual(['A', 'B', 'B'])
  })
})

it('an event that no preset takes is not supported', async () => {
  const { onEvent } = functionOf({})
  expect(await outcome(onEvent(track('m-1'), {}))).toBe(
    'EventNotSupported: Demo does not take "Seen": no preset subscribes to it.'
  )
  expect(await outcome(onEvent({ type: 'page' }, {}))).toBe(
    'EventNotSupported: Demo does not take "page": no preset subscribes to it.'
  )
})

it('missing settings are reported before anything is sent, whatever the event', async () => {
  const settings = [{ key: 'apiKey', label: 'API Key', type: 'password', required: true } as const]
  const { onEvent } = functionOf({}, { settings })
  expect(await outcome(onEvent(track('m-1'), { apiKey: ' ' }))).toBe(
    'ValidationError: Demo: The setting "API Key" is missing. Enter it in Segment.'
  )
})

it('secrets are kept out of messages and of the stack of a bug', async () => {
  const { onEvent } = functionOf({
    A: () => {
      throw new TypeError('cannot read fake_key_1 of undefined')
    }
  })
  const error: Error = await onEvent(track('m-1'), { apiKey: 'fake_key_1' }).then(
    () => new Error('nothing was thrown'),
    (thrown: Error) => thrown
  )
  expect(error.message).toBe(
    'Demo, A: cannot read [secret] of undefined. This is a bug in the action, not in the event.'
  )
  expect(error.stack).toContain('function.test.ts')
  expect(error.stack).not.toContain('fake_key_1')
})

describe('a deletion', () => {
  it('runs onDelete with the ids', async () => {
    const payloads: unknown[] = []
    const { onDelete } = functionOf({}, { onDelete: (_, { payload }) => void payloads.push(payload) })
    await onDelete({ type: 'delete', userId: 'user-1', anonymousId: 'anonymous-1' }, {})
    expect(payloads).toEqual([{ userId: 'user-1', anonymousId: 'anonymous-1' }])
  })

  it('is tried again like an event', async () => {
    const { onDelete } = functionOf({}, { onDelete: results['is to be tried again']! })
    expect(await outcome(onDelete({ type: 'delete', userId: 'user-1' }, {}))).toBe(
      'RetryError: Demo: busy. Segment will try again.'
    )
  })
})
