import { describe, expect, it } from '@jest/globals'
import { readCondition } from '../../../scripts/compile/read/condition.ts'
import { UserError } from '../../../scripts/shared/errors.ts'

const place = { text: 'preset "A"', code: 'config' } as const

describe('readCondition', () => {
  it('gives what is asked as data', () => {
    expect(
      readCondition('type = "track" and (properties.plan = "Pro" or !contains(event, "x"))', place)
    ).toEqual({
      condition: {
        type: 'group',
        operator: 'and',
        children: [
          { type: 'event-type', operator: '=', value: 'track' },
          {
            type: 'group',
            operator: 'or',
            children: [
              { type: 'event-property', name: 'plan', operator: '=', value: 'Pro' },
              { type: 'event', operator: 'not_contains', value: 'x' }
            ]
          }
        ]
      },
      types: ['track']
    })
  })

  it.each([
    ['', 'has nothing more at character 1 where a condition was expected'],
    ['event = "A" and', 'has nothing more at character 16 where a condition was expected'],
    ['event = "A', 'cannot be read from "\\"A" on'],
    ["event = 'A'", 'has a text in single quotes, which would count as part of it'],
    [
      'anonymousId = "a"',
      'has "anonymousId" at character 1 where type, event, name, userId, properties.…, traits.… or context.… was expected'
    ],
    ['event = "A" or event = "B" and type = "track"', 'mixes "and" with "or" without parentheses'],
    [
      'type = "track" and (contains(event, "A") or userId != null)',
      "is not read by Segment's parser as it is written"
    ],
    ['((event = "A"))', "is not read by Segment's parser as it is written"],
    ['(event = "A"', 'has nothing more at character 13 where ")" was expected'],
    ['event = "A")', 'has ")" at character 12 where "and", "or" or the end was expected'],
    [
      '!(event = "A")',
      'has "(" at character 2 where "contains(" or "match(", the only things that "!" can stand before, was expected'
    ],
    ['properties.a != true', 'has "true" at character 17 where a text, a number or null was expected'],
    ['event = null', 'has "null" at character 9 where a value was expected'],
    ['userId = 5', 'compares a text with the number 5; put it in quotes'],
    ['match(event, "A*B")', 'has the pattern "A*B"; only one "*", at the start or at the end, is understood'],
    ['properties.a >=5', "is not read by Segment's parser as it is written"],
    ['type = "track" and type = "page"', 'can never be true'],
    ['type = "delete"', 'can never be true']
  ])('refuses %s', (fql, reason) => {
    expect(() => readCondition(fql, place)).toThrow(UserError)
    expect(() => readCondition(fql, place)).toThrow(
      `preset "A": the condition ${JSON.stringify(fql)} ${reason}.`
    )
  })
})

describe('the types of events of', () => {
  const all = ['identify', 'track', 'page', 'screen', 'group', 'alias']

  it.each([
    ['type = "track"', ['track']],
    ['type = "track" or type = "page"', ['track', 'page']],
    ['type != "track"', all.filter((type) => type !== 'track')],
    ['event = "A"', all],
    ['type = "identify" and (type = "track" or userId != null)', ['identify']]
  ])('%s', (fql, types) => {
    expect(readCondition(fql, place).types).toEqual(types)
  })
})
