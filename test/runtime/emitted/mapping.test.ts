import { describe, expect, it } from '@jest/globals'
import {
  clean,
  compact,
  decode,
  filled,
  flatten,
  get,
  keysOf,
  path,
  render,
  text
} from '../../../scripts/runtime/emitted/mapping.ts'

describe('get', () => {
  it.each([
    [{ a: { b: 1 } }, ['a', 'b'], 1],
    [{ a: 0 }, ['a', 'b'], 0],
    [{ a: null }, ['a', 'b'], null],
    [{ a: 'text' }, ['a', 'length'], 4],
    [undefined, ['a'], undefined]
  ])('%j at %j', (value, keys, result) => {
    expect(get(value, keys)).toBe(result)
  })
})

describe('keysOf', () => {
  it.each([
    ['a.b[0].c', ['a', 'b', '0', 'c']],
    ["a['b.c']", ['a', 'b', 'c']],
    ['a[b]', ['a[b]']],
    ['..', []],
    ['', []]
  ])('%s', (way, keys) => {
    expect(keysOf(way)).toEqual(keys)
  })
})

describe('path and render', () => {
  it('take texts only', () => {
    expect(() => path({}, 5)).toThrow('@path: expected string, got number')
    expect(() => render(null, {})).toThrow('@template: expected string, got null')
  })

  it('fill {{ }} into what {{{ }}} brought', () => {
    expect(render('{{{a}}}!', { a: '{{b}}', b: 'c' })).toBe('c!')
  })
})

describe('filled', () => {
  it.each([undefined, null, '', 0, false, []])('takes %j for blank', (value) => {
    expect(filled(value)).toBeUndefined()
  })

  it.each(['0', 1, true, {}, [1]])('keeps %j', (value) => {
    expect(filled(value)).toBe(value)
  })
})

it('text leaves out null and undefined only', () => {
  expect([undefined, null, 0, false, [1, 2], {}].map(text)).toEqual([
    '',
    '',
    '0',
    'false',
    '1,2',
    '[object Object]'
  ])
})

it('flatten names lists by their indexes, unless they stay whole', () => {
  const value = { a: { b: [1, { c: 2 }] }, d: {} }
  expect(flatten('.', value, false)).toEqual({ 'a.b.0': 1, 'a.b.1.c': 2 })
  expect(flatten('_', value, true)).toEqual({ a_b: [1, { c: 2 }] })
})

it('decode leaves what is not JSON', () => {
  expect(['{"a":1}', '{', 5].map(decode)).toEqual([{ a: 1 }, '{', 5])
})

describe('clean and compact', () => {
  it('drop undefined, not null, and keep lists as long as they were', () => {
    const expected = { b: null, c: [{}, undefined] }
    expect(clean({ a: undefined, b: null, c: [{ d: undefined }, undefined] })).toStrictEqual(expected)
    expect(compact({ a: undefined, b: null, c: [{ d: undefined }, undefined] })).toStrictEqual(expected)
  })

  it('copy what may belong to an event', () => {
    const inner = { a: 1 }
    expect(compact({ inner }).inner).not.toBe(inner)
  })
})
