import { describe, expect, it } from '@jest/globals'
import { isSelected, readSample, readShare, readTime } from '../../scripts/history/selection.ts'
import { UserError } from '../../scripts/shared/errors.ts'

const order = {
  type: 'track',
  event: 'Order Completed',
  messageId: 'm-1',
  timestamp: '2026-03-01T10:00:00.000Z'
}

describe('a selection of past events', () => {
  it.each([
    [{}, true],
    [{ types: ['track', 'page'] }, true],
    [{ types: ['identify'] }, false],
    [{ events: ['Order Completed'] }, true],
    [{ events: ['order completed'] }, false],
    [{ from: readTime('2026-03-01') }, true],
    [{ from: readTime('2026-03-01T10:00:00.001Z') }, false],
    [{ to: readTime('2026-03-01T12:00:00+02:00') }, false],
    [{ to: readTime('2026-03-01T10:00:01Z') }, true]
  ])('%j takes an order of 1 March: %s', (selection, expected) => {
    expect(isSelected(order, selection)).toBe(expected)
  })

  it('takes no event without a time where times are asked for', () => {
    expect(isSelected({ type: 'track' }, { from: 0 })).toBe(false)
  })

  it('samples the same events each time, about as many as asked for', () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `m-${index}`)
    const sample = () => ids.filter((messageId) => isSelected({ ...order, messageId }, { sample: 10 }))
    expect(sample()).toEqual(sample())
    expect(sample().length).toBeGreaterThan(900)
    expect(sample().length).toBeLessThan(1_100)
  })

  it.each([
    () => readTime('2026-03-01T10:00:00'),
    () => readTime('yesterday'),
    () => readSample('1/0'),
    () => readSample('10%'),
    () => readShare('5'),
    () => readShare('101%')
  ])('refuses what could mean anything: %s', (read) => {
    expect(read).toThrow(UserError)
  })
})
