import { describe, expect, it } from '@jest/globals'
import { emitCondition, eventTypesOf } from '../../../scripts/compile/emit/condition.ts'
import { UserError } from '../../../scripts/shared/errors.ts'

describe('emitCondition', () => {
  it.each([
    ['type = "track"', '(event.type === "track")'],
    ['type="track"', '(event.type === "track")'],
    ['type = "track" and event != "Signed Up"', '(event.type === "track" && event.event !== "Signed Up")'],
    [
      'type = "track" and (event = "A" or event = "B")',
      '(event.type === "track" && (event.event === "A" || event.event === "B"))'
    ],
    ['userId != null', '(event.userId != null)'],
    ['traits.vip = null', '((event.traits && event.traits.vip) == null)'],
    ['traits.vip = true', '((event.traits && event.traits.vip) === true)'],
    ['properties.a.b = 5', '((event.properties && event.properties.a && event.properties.a.b) === 5)'],
    [
      'context.n != 5',
      '((typeof (event.context && event.context.n) === "number" && (event.context && event.context.n) !== 5))'
    ],
    [
      'context.n >= -1.5',
      '((typeof (event.context && event.context.n) === "number" && (event.context && event.context.n) >= -1.5))'
    ],
    ['contains(event, "Up")', '((typeof event.event === "string" && event.event.includes("Up")))'],
    ['!contains(event, "Up")', '((typeof event.event === "string" && !event.event.includes("Up")))'],
    ['match(name, "A*")', '((typeof event.name === "string" && event.name.startsWith("A")))'],
    ['!match(userId, "*z")', '((typeof event.userId === "string" && !event.userId.endsWith("z")))'],
    // Segment's parser ends the group at the first closing parenthesis, which makes no difference here.
    [
      'type = "track" and (contains(event, "A") and userId != null)',
      '(event.type === "track" && ((typeof event.event === "string" && event.event.includes("A")) && event.userId != null))'
    ],
    ['properties.First\\ Name = "x"', '((event.properties && event.properties["First Name"]) === "x")']
  ])('%s', (fql, code) => {
    expect(emitCondition(fql)).toBe(code)
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
    expect(() => emitCondition(fql, 'preset "A"')).toThrow(UserError)
    expect(() => emitCondition(fql, 'preset "A"')).toThrow(
      `preset "A": the condition ${JSON.stringify(fql)} ${reason}.`
    )
  })

  it('keeps text out of the code', () => {
    const code = emitCondition('event = "`${broken()}`*/\u2028</script>\\"')
    expect(code).toBe('(event.event === "`${broken()}`*\\/\\u2028<\\/script>\\\\")')
  })
})

describe('eventTypesOf', () => {
  const all = ['identify', 'track', 'page', 'screen', 'group', 'alias']

  it.each([
    ['type = "track"', ['track']],
    ['type = "track" or type = "page"', ['track', 'page']],
    ['type != "track"', all.filter((type) => type !== 'track')],
    ['event = "A"', all],
    ['type = "identify" and (type = "track" or userId != null)', ['identify']],
    ['type = "delete"', []]
  ])('%s', (fql, types) => {
    expect(eventTypesOf(fql)).toEqual(types)
  })
})
