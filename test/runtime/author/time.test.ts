/** Every spelling of a time that is read, and those that are not. */
import { describe, expect, it } from '@jest/globals'
import { readTime } from '../../../scripts/runtime/author/index.ts'

describe('readTime', () => {
  it.each([
    ['seconds', '1705312800', '2024-01-15T10:00:00.000Z'],
    ['seconds with a fraction', '1705312800.999', '2024-01-15T10:00:00.999Z'],
    ['seconds before 1970', '-86400', '1969-12-31T00:00:00.000Z'],
    ['the last seconds', '99999999999', '5138-11-16T09:46:39.000Z'],
    ['the first milliseconds', '100000000000', '1973-03-03T09:46:40.000Z'],
    ['milliseconds', '1705312800123', '2024-01-15T10:00:00.123Z'],
    ['a year alone, which is a number', '2024', '1970-01-01T00:33:44.000Z'],
    ['a date', '2024-01-15', '2024-01-15T00:00:00.000Z'],
    ['a month', '2024-01', '2024-01-01T00:00:00.000Z'],
    ['a date-time without a zone', '2020-07-08T00:00:00', '2020-07-08T00:00:00.000Z'],
    ['a blank for the T', '2020-07-08 00:00:00', '2020-07-08T00:00:00.000Z'],
    ['minutes only', '2020-07-08 12:30', '2020-07-08T12:30:00.000Z'],
    ['a fraction without a zone', '2020-07-08T00:00:00.123456', '2020-07-08T00:00:00.123Z'],
    ['an offset', '2020-07-08T02:00:00+02:00', '2020-07-08T00:00:00.000Z'],
    ['an offset after a blank', '2020-07-08 02:00:00 +0200', '2020-07-08T00:00:00.000Z'],
    ['UTC by name', '2020-07-08 02:00:00 UTC', '2020-07-08T02:00:00.000Z'],
    ['blanks around it', ' 2024-01-15T10:00:00Z\n', '2024-01-15T10:00:00.000Z'],
    ['toUTCString()', 'Mon, 15 Jan 2024 10:00:00 GMT', '2024-01-15T10:00:00.000Z'],
    [
      'toString()',
      'Mon Jan 15 2024 12:00:00 GMT+0200 (Central European Standard Time)',
      '2024-01-15T10:00:00.000Z'
    ]
  ])('reads %s', (_, text, time) => {
    expect(readTime(text)).toBe(Date.parse(time))
  })

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['words', 'yesterday'],
    ['words that Date would read', 'plan 5'],
    ['a date whose order differs from place to place', '01/02/2024'],
    ['a month that is none', '2024-13-45T00:00:00.000Z'],
    ['NaN', 'NaN'],
    ['a number in scientific notation', '1e+21'],
    ['more milliseconds than Date can count', '9999999999999999'],
    ['more digits than a number can hold', '9'.repeat(400)]
  ])('leaves out %s', (_, text) => {
    expect(readTime(text)).toBeUndefined()
  })
})
