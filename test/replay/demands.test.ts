import { describe, expect, it } from '@jest/globals'
import { CoverageCounter } from '../../scripts/replay/coverage.ts'
import { unmetDemands } from '../../scripts/replay/demands.ts'
import { demo, fixtureWith } from './demo.ts'

describe('unmetDemands', () => {
  it('says with file and next step what no fixture reaches', () => {
    const fn = { ...demo, subscriptions: [demo.subscriptions[0]!] }
    const counter = new CoverageCounter(fn, ['onTrack', 'onBatch'])
    counter.add(fn, fixtureWith(), { outcome: 'delivered' })

    expect(unmetDemands(fn, counter.report())).toEqual([
      'demo: no fixture reaches the handler onBatch. Add fixtures/demo/on-batch.json, which has "events": […] in place of "event".',
      'demo: no fixture reaches the field track.amount. Add fixtures/demo/track-amount.json, whose event gives it a value ("Track" maps it from {"@path":"$.properties.revenue"}).',
      'demo: no fixture reaches the outcome ValidationError. Add fixtures/demo/validation-error.json, whose event has an object where a field wants a text.',
      'demo: no fixture reaches the outcome InvalidEventPayload. Add fixtures/demo/invalid-event-payload.json, whose exchange answers 400.',
      'demo: no fixture reaches the outcome EventNotSupported. Add fixtures/demo/event-not-supported.json, whose event fulfils no condition of a preset.',
      'demo: no fixture reaches the outcome retried. Add fixtures/demo/retried.json, whose exchange answers 429.'
    ])
  })

  it('asks for what is on, and for a preset by its condition', () => {
    const counter = new CoverageCounter(demo, [])
    for (const outcome of ['delivered', 'retried'] as const)
      counter.add(
        demo,
        fixtureWith({ events: [{ type: 'track', event: 'A', properties: { revenue: 1 } }] }),
        { outcome }
      )
    for (const name of ['ValidationError', 'InvalidEventPayload', 'EventNotSupported'])
      counter.add(demo, fixtureWith({ events: [{ type: 'group' }] }), {
        outcome: 'discarded',
        error: { name, message: '' }
      })

    expect(unmetDemands(demo, counter.report())).toEqual([
      'demo: no fixture reaches the preset "Count". Add fixtures/demo/count.json, whose event fulfils its condition: type = "page".',
      'demo: no fixture reaches the field count.name. Add fixtures/demo/count-name.json, whose event gives it a value ("Count" maps it from {"@path":"$.name"}).'
    ])
    const onlyTrack = { ...demo, subscriptions: [demo.subscriptions[0]!] }
    expect(unmetDemands(onlyTrack, counter.report())).toEqual([])
  })
})
