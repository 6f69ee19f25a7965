import { describe, expect, it } from '@jest/globals'
import { CoverageCounter } from '../../scripts/replay/coverage.ts'
import { demo, fixtureWith, handlers } from './demo.ts'

describe('CoverageCounter', () => {
  it('counts nothing as reached without fixtures', () => {
    expect(new CoverageCounter(demo, handlers).report()).toEqual({
      function: 'demo',
      handlers: { reached: 0, total: 4, percent: 0, missing: handlers },
      presets: { reached: 0, total: 2, percent: 0, missing: ['Track', 'Count'] },
      fields: { reached: 0, total: 3, percent: 0, missing: ['track.name', 'track.amount', 'count.name'] },
      outcomes: {
        reached: 0,
        total: 5,
        percent: 0,
        missing: ['delivered', 'ValidationError', 'InvalidEventPayload', 'EventNotSupported', 'retried']
      }
    })
  })

  it('takes a field for reached when its mapping gives a value, and not for null or nothing', () => {
    const counter = new CoverageCounter(demo, handlers)
    const events = [{ type: 'track', event: 'Signed Up', properties: { revenue: null } }]
    counter.add(demo, fixtureWith({ events }), { outcome: 'delivered' })
    expect(counter.report()).toMatchObject({
      handlers: { missing: ['onPage', 'onDelete', 'onBatch'] },
      presets: { missing: ['Count'] },
      fields: { reached: 1, total: 3, percent: 33, missing: ['track.amount', 'count.name'] },
      outcomes: { missing: ['ValidationError', 'InvalidEventPayload', 'EventNotSupported', 'retried'] }
    })
  })

  it('counts the presets that only a fixture names, and every outcome of a batch', () => {
    const counter = new CoverageCounter({ ...demo, subscriptions: [demo.subscriptions[0]!] }, handlers)
    const fixture = fixtureWith({ batch: true, events: [{ type: 'page', name: 'Home' }] })
    counter.add(demo, fixture, { outcome: 'retried', outcomes: ['delivered', 'retried'] })
    expect(counter.report()).toMatchObject({
      handlers: { missing: ['onTrack', 'onPage', 'onDelete'] },
      presets: { missing: ['Track'] },
      fields: { missing: ['track.name', 'track.amount'] },
      outcomes: { missing: ['ValidationError', 'InvalidEventPayload', 'EventNotSupported'] }
    })
  })

  it('counts an error by its class', () => {
    const counter = new CoverageCounter(demo, handlers)
    const error = { name: 'ValidationError', message: '' }
    counter.add(demo, fixtureWith({ events: [{ type: 'delete' }] }), { outcome: 'discarded', error })
    expect(counter.report().handlers.missing).toEqual(['onTrack', 'onPage', 'onBatch'])
    expect(counter.report().outcomes.missing).not.toContain('ValidationError')
  })
})
