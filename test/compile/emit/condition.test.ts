import { describe, expect, it } from '@jest/globals'
import { emitCondition } from '../../../scripts/compile/emit/condition.ts'
import { readCondition } from '../../../scripts/compile/read/condition.ts'

const emit = (fql: string) => emitCondition(readCondition(fql, { text: 'it', code: 'definition' }).condition)

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
    expect(emit(fql)).toBe(code)
  })

  it('keeps text out of the code', () => {
    const code = emit('event = "`${broken()}`*/\u2028</script>\\"')
    expect(code).toBe('(event.event === "`${broken()}`*\\/\\u2028<\\/script>\\\\")')
  })
})
