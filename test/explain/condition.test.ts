import { describe, expect, it } from '@jest/globals'
import { readFql } from '../../scripts/compile/read/fql.ts'
import { explainCondition } from '../../scripts/explain/index.ts'
import type { SegmentEvent } from '../../scripts/runtime/author/types.ts'

const why = (fql: string, event: object) =>
  explainCondition(readFql(fql), event as SegmentEvent).map(({ text }) => text)

describe('explainCondition', () => {
  it.each<[string, object, string[]]>([
    ['type = "track" and event = "Sign Up"', { type: 'track', event: 'Sign Up' }, []],
    [
      'type = "track" and event = "Order Completed"',
      { type: 'track', event: 'order completed' },
      ['event is "order completed", the preset wants "Order Completed"']
    ],
    [
      'type = "track" and (event = "Order Refunded" or event = "Order Completed")',
      { type: 'track', event: 'order completed' },
      ['event is "order completed", the preset wants "Order Completed" or "Order Refunded"']
    ],
    [
      'type = "track" and event = "Sign Up" and userId != null',
      { type: 'track', event: 'Sign Up' },
      ['userId is absent, the preset wants it']
    ],
    [
      'type = "track" and event = "Sign Up"',
      { type: 'identify' },
      ['type is "identify", the preset wants "track"']
    ],
    [
      'type = "track" and properties.total >= 5 and !contains(event, "Test")',
      { type: 'track', event: 'Test order', properties: { total: 4 } },
      [
        'properties.total is 4, the preset wants at least 5',
        'event is "Test order", the preset wants a text that does not contain "Test"'
      ]
    ],
    [
      'type = "page" and (name = "Home" or traits.vip = true)',
      { type: 'page', name: 'Jobs' },
      ['name is "Jobs", the preset wants "Home"', 'traits.vip is absent, the preset wants true']
    ]
  ])('says why %s does not take %j', (fql, event, texts) => {
    expect(why(fql, event)).toEqual(texts)
  })
})
