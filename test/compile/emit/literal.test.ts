import { describe, expect, it } from '@jest/globals'
import { literal, propertyKey } from '../../../scripts/compile/emit/literal.ts'

const run = (code: string): unknown => (0, eval)(`(${code})`) as unknown

describe('literal', () => {
  it.each([
    ['"); throw new Error("code"); ("', '"\\"); throw new Error(\\"code\\"); (\\""'],
    ['`${process.exit()}`', '"`${process.exit()}`"'],
    ['*/ code /*', '"*\\/ code /*"'],
    ['</script><!--', '"<\\/script><\\!--"'],
    ['a\u2028b\u2029c', '"a\\u2028b\\u2029c"'],
    ["it's \\ \n", '"it\'s \\\\ \\n"']
  ])('writes %j as data', (text, code) => {
    expect(literal(text)).toBe(code)
    expect(run(code)).toBe(text)
  })

  it.each([
    [-0, '-0'],
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [undefined, 'undefined'],
    [null, 'null'],
    [[1, ['a']], '[1, ["a"]]'],
    [{ a: 1, 'b-c': {} }, '{ a: 1, "b-c": {} }']
  ])('writes %p', (value, code) => {
    expect(literal(value)).toBe(code)
  })

  it('makes __proto__ a key like any other', () => {
    const value = JSON.parse('{"__proto__": {"a": 1}}') as object
    expect(propertyKey('__proto__')).toBe('["__proto__"]')
    expect(JSON.stringify(run(literal(value)))).toBe('{"__proto__":{"a":1}}')
  })

  it('takes data alone, as a bug elsewhere must not become code', () => {
    expect(() => literal(() => 1)).toThrow(new TypeError('A function is not data.'))
  })
})
