import { describe, expect, it } from '@jest/globals'
import { isBlank, readAmount, userToDelete } from '../../../scripts/runtime/author/index.ts'

describe('isBlank', () => {
  it.each([undefined, null, '', '   ', '\t\n', '\u00a0', '\u200b', '\ufeff', '\u2060 \u3164'])(
    '%j is',
    (value) => {
      expect(isBlank(value)).toBe(true)
    }
  )

  it.each(['a', ' a ', '0', 0, false, [], {}])('%j is not', (value) => {
    expect(isBlank(value)).toBe(false)
  })
})

describe('readAmount', () => {
  it.each([
    [49.99, 49.99],
    ['49.99', 49.99],
    [' 5 ', 5],
    ['+5', 5],
    ['1e3', 1000],
    ['-0.5', -0.5],
    [[3], 3],
    [0, 0]
  ])('reads %j', (value, amount) => {
    expect(readAmount(value)).toBe(amount)
  })

  it.each([
    true,
    false,
    null,
    undefined,
    '',
    '  ',
    '\u200b',
    '1,299.00',
    '49,99',
    '€49.99',
    'NaN',
    'Infinity',
    {},
    [],
    [1, 2],
    [true]
  ])('reads nothing in %j', (value) => {
    expect(readAmount(value)).toBeUndefined()
  })
})

describe('userToDelete', () => {
  it.each([
    ['u 1', 'u 1'],
    [' u1 ', ' u1 '],
    [42, '42']
  ])('of %j is %j', (userId, id) => {
    expect(userToDelete({ userId })).toBe(id)
  })

  it.each([undefined, null, '', '  ', '\u200b', true, {}, ['u1']])('is nobody for %j', (userId) => {
    expect(() => userToDelete({ userId })).toThrow('The delete event has no userId')
  })
})
