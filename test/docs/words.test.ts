import { describe, expect, it } from '@jest/globals'
import { conditionInWords } from '../../scripts/docs/condition-words.ts'
import { mappingInWords } from '../../scripts/docs/mapping-words.ts'
import { first, firstOr } from '../../scripts/runtime/author/index.ts'

describe('conditionInWords', () => {
  it.each([
    ['type = "page"', 'Page calls'],
    ['type = "page" or type = "screen" or type = "identify"', 'Page, screen or identify calls'],
    ['type = "track" and event = "Sign Up"', 'Track calls where the event is “Sign Up”'],
    [
      '(type = "identify" or type = "track") and userId != null',
      'Identify or track calls where `userId` is set'
    ],
    [
      'type = "track" and event != "a" and event != "b" and properties.total >= 5',
      'Track calls where `properties.total` is at least 5 and the event is none of “a” and “b”'
    ],
    [
      'type = "track" and (contains(event, "Order") or traits.vip = true)',
      'Track calls where (the event contains “Order” or `traits.vip` is true)'
    ],
    ['type = "page" or event = "Sign Up"', 'Page calls, or events where the event is “Sign Up”'],
    ['!match(context.page.path, "/admin*")', 'Events where `context.page.path` does not start with “/admin”']
  ])('says %s', (fql, words) => {
    expect(conditionInWords(fql)).toBe(words)
  })
})

describe('mappingInWords', () => {
  it.each([
    [{ '@path': '$.userId' }, '`userId`'],
    [{ '@path': '$.' }, 'the whole event'],
    ['cents', '`"cents"`'],
    [
      first('$.context.traits.email', '$.properties.email'),
      '`context.traits.email`, else `properties.email`'
    ],
    [firstOr('none', '$.orderId', '$.messageId'), '`orderId`, else `messageId`, else `"none"`'],
    [{ '@template': 'user {{userId}}' }, '`{"@template":"user {{userId}}"}`'],
    [
      { '@if': { exists: { '@path': '$.a' }, then: 'yes', else: 'no' } },
      '`{"@if":{"exists":{"@path":"$.a"},"then":"yes","else":"no"}}`'
    ],
    [undefined, '']
  ])('says %j', (mapping, words) => {
    expect(mappingInWords(mapping)).toBe(words)
  })
})
